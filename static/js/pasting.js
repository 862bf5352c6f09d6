// What a word processor puts in the clipboard, to the marks of the site, for writing.js; nothing is lost: what has no mark stays as text.
const safe = (address) => address.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`)
const HEADINGS = /^H[1-6]$/
const BLOCKS = "P,DIV,H1,H2,H3,H4,H5,H6,UL,OL,LI,TABLE,BLOCKQUOTE,PRE,SECTION,ARTICLE,BODY,DL,DT,DD,FIGURE".split(",")
const escapeMarks = (text) => text.replace(/[\\*_[\]`<]/g, "\\$&")
const styleOf = (node) => node.dataset?.style ?? ""
const isBold = (node) => /font-weight:\s*(bold|[6-9]00)/i.test(styleOf(node)) || (/^(B|STRONG)$/.test(node.tagName) && !/font-weight:\s*normal/i.test(styleOf(node)))
const isItalic = (node) => /font-style:\s*italic/i.test(styleOf(node)) || (/^(I|EM)$/.test(node.tagName) && !/font-style:\s*normal/i.test(styleOf(node)))
const isBullet = (node) => /mso-list:\s*ignore/i.test(styleOf(node)) // that Word writes as text
const around = (text, sign) => text.replace(/^(\s*)([^]*?)(\s*)$/, (_, a, words, b) => (words ? a + sign + words + sign + b : a + b))

const inline = (node, style = {}) => {
  if (node.nodeType === Node.TEXT_NODE) return escapeMarks(node.data.replace(/[ \t\r\n]+/g, " "))
  if (node.nodeType !== Node.ELEMENT_NODE || /^(STYLE|SCRIPT|TITLE|META|LINK)$/.test(node.tagName)) return ""
  if (isBullet(node)) return ""
  if (node.tagName === "BR") return "\n"
  if (node.tagName === "IMG") return node.alt ? escapeMarks(`[image : ${node.alt}]`) : ""
  const [bold, italic] = [isBold(node) && !style.bold, isItalic(node) && !style.italic]
  const inner = { bold: bold || style.bold, italic: italic || style.italic }
  let text = [...node.childNodes].map((child) => inline(child, inner)).join("")
  const address = node.tagName === "A" ? node.getAttribute("href") ?? "" : ""
  if (/^(https?:|mailto:|tel:|\/)/i.test(address) && text.trim()) {
    text = `[${text.trim()}](${safe(address)})`
  }
  if (bold) text = around(text, "**")
  return italic ? around(text, "*") : text
}
const tidy = (text) => text.replace(/\*\*(\s*)\*\*/g, "$1").replace(/[ \u00a0]*\n[ ]*/g, "\n").trim()
// A line that would be read as a heading, a list or a quotation is text.
const asText = (text) => text.replace(/^(#{1,6} |[-+>] |\d+(?=[.)] ))/gm, (sign) => (/^\d/.test(sign) ? `${sign}\\` : `\\${sign}`))
const listOf = (node) => /mso-list:\s*l(\d+)\s+level(\d+)/i.exec(styleOf(node))

const wordItem = (node, found) => {
  const sign = [...node.querySelectorAll("span")].find(isBullet)
  const isNumbered = /^\s*[\da-z]{1,3}[.)]/i.test(sign?.textContent ?? "")
  return `${"   ".repeat(found[2] - 1)}${isNumbered ? "1. " : "- "}${tidy(inline(node)).replace(/\n/g, " ")}`
}
const listItems = (list, depth) =>
  [...list.children].flatMap((item) => {
    if (/^(UL|OL)$/.test(item.tagName)) return listItems(item, depth + 1)
    const nested = [...item.children].filter((child) => /^(UL|OL)$/.test(child.tagName))
    nested.forEach((one) => one.remove())
    const words = [...item.childNodes].map((child) => inline(child)).join(" ")
    const sign = list.tagName === "OL" ? "1. " : "- "
    return [`${"   ".repeat(depth)}${sign}${tidy(words).replace(/\s+/g, " ")}`, ...nested.flatMap((one) => listItems(one, depth + 1))]
  })
const tableOf = (table) => {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => tidy(inline(cell)).replace(/\s+/g, " ").replace(/\|/g, "\\|")))
  const width = Math.max(0, ...rows.map((row) => row.length))
  if (width < 2) return rows.flat().join("\n\n")
  const written = rows.map((row) => `| ${Array.from({ length: width }, (_, index) => row[index] ?? "").join(" | ")} |`)
  return [written[0], `|${" --- |".repeat(width)}`, ...written.slice(1)].join("\n")
}
const blocks = (node, top) => {
  const found = []
  let loose = ""
  const flush = () => {
    if (tidy(loose)) found.push(asText(tidy(loose)))
    loose = ""
  }
  for (const child of node.childNodes) {
    if (!BLOCKS.includes(child.tagName) && !child.querySelector?.(BLOCKS.join())) {
      loose += inline(child)
      continue
    }
    flush()
    const item = listOf(child)
    if (HEADINGS.test(child.tagName)) {
      const words = tidy(inline(child, { bold: true })).replace(/\s+/g, " ")
      const level = Math.min(4, 2 + Number(child.tagName[1]) - top)
      if (words) found.push(`${"#".repeat(level)} ${words}`)
    } else if (item) {
      const before = found.isList ? `${found.pop()}\n` : ""
      found.push(before + wordItem(child, item))
    } else if (/^(UL|OL)$/.test(child.tagName)) found.push(listItems(child, 0).join("\n"))
    else if (child.tagName === "TABLE") found.push(tableOf(child))
    else if (child.tagName === "BLOCKQUOTE") found.push(blocks(child, top).join("\n\n").replace(/^/gm, "> "))
    else if (child.tagName === "PRE") found.push(asText(escapeMarks(child.textContent)))
    else found.push(...blocks(child, top))
    found.isList = Boolean(item)
  }
  flush()
  return found.filter(Boolean)
}
// `[marks, number of pictures left out]`. Styles are read as data: the policy of the site refuses them.
const toMarks = (html) => {
  const bare = html.replace(/<style[^]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="))
  const { body } = new DOMParser().parseFromString(bare, "text/html")
  const levels = [...body.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((one) => Number(one.tagName[1]))
  return [blocks(body, Math.min(...levels, 6)).join("\n\n"), body.querySelectorAll("img").length]
}
