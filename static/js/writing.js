// A text of the back office is a plain text area. Here it gets a toolbar that writes the marks of
// the site, what the public will read, and pasting that keeps what a word processor means.
const TOOLS = [
  ["Intertitre", "line", "## "], ["Sous-intertitre", "line", "### "],
  ["Gras", "around", "**", "b"], ["Italique", "around", "*", "i"],
  ["Liste", "line", "- "], ["Liste numérotée", "line", "1. "], ["Citation", "line", "> "],
  ["Lien…", "choose", "page", "k"], ["Chiffre…", "choose", "chiffre"],
  ["Image…", "choose", "image"], ["Document…", "choose", "document"],
]
const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}
const isPicture = (file) => file.type.startsWith("image/")

// Through the browser's own typing, so that « annuler » takes it back.
const write = (area, text) => {
  area.focus()
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end")
  area.dispatchEvent(new Event("input", { bubbles: true }))
}
const place = (area, before, after = "", words = "") => {
  const { selectionStart: start, selectionEnd: end, value } = area
  const inside = value.slice(start, end) || words
  write(area, before + inside + after)
  const from = start + before.length
  area.setSelectionRange(from, from + inside.length)
}
// Whole lines get the sign, or lose it when all have it; a heading takes the place of another.
const lines = (area, sign) => {
  const { value } = area
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1
  const next = value.indexOf("\n", area.selectionEnd)
  const end = next < 0 ? value.length : next
  const chosen = value.slice(start, end).split("\n")
  const isOff = chosen.every((line) => line.startsWith(sign))
  const bare = chosen.map((line) => line.replace(/^(#{2,4} |- |\d+\. |> )/, ""))
  area.setSelectionRange(start, end)
  write(area, bare.map((line, index) => (isOff ? line : sign.replace("1", index + 1) + line)).join("\n"))
}

const equip = (area) => {
  const { choices, rendering, style, prose } = area.dataset
  const said = make("p", { className: "writing-said" })
  said.setAttribute("role", "status")
  const dialog = make("dialog", { className: "writing-choices" })
  dialog.setAttribute("aria-labelledby", "choix-titre")

  const ask = async (kind, options = {}, query = "") => {
    const answer = await fetch(`${choices}?genre=${kind}&q=${encodeURIComponent(query)}`, options).catch(() => null)
    if (!answer || answer.redirected || (!answer.ok && answer.status !== 400)) {
      said.textContent = "Le site ne répond pas, ou votre session est finie : votre texte reste ici."
      return dialog.close()
    }
    if (answer.status === 201) {
      dialog.close()
      said.textContent = "C’est placé dans le texte."
      return write(area, await answer.text())
    }
    dialog.innerHTML = await answer.text()
    for (const box of dialog.querySelectorAll("[id^=id_]")) {
      dialog.querySelector(`label[for="${box.id}"]`)?.setAttribute("for", `choix-${box.id}`)
      box.id = `choix-${box.id}` // the form behind has the same names
    }
    if (!dialog.open) dialog.showModal()
    const wrong = dialog.querySelector(".errorlist ~ p :is(input, select)")
    const first = wrong ?? dialog.querySelector("#choix-q")
    first.focus()
  }
  const choose = (kind) => {
    dialog.dataset.kind = kind
    return ask(kind)
  }
  const send = async (file) => {
    await choose("image")
    const box = dialog.querySelector("input[type=file]")
    if (!box) return (said.textContent = "Vous ne pouvez pas déposer d’image : choisissez-en une dans la liste.")
    const carried = new DataTransfer()
    carried.items.add(file)
    box.files = carried.files
    box.closest("details").open = true
    box.form.elements.title.focus()
  }
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-before]")
    if (!button) return
    dialog.close()
    place(area, button.dataset.before, button.dataset.after, button.dataset.words)
    if (dialog.dataset.kind === "image") said.textContent = "Écrivez la légende entre les crochets, ou laissez-les vides."
  })
  dialog.addEventListener("submit", (event) => {
    const { target: form } = event
    if (form.method === "dialog") return
    event.preventDefault()
    event.stopPropagation()
    if ("find" in form.dataset) ask(dialog.dataset.kind, {}, form.elements.q.value)
    else if ("address" in form.dataset) {
      dialog.close()
      place(area, "[", `](${safe(form.elements.address.value)})`, "texte du lien")
    } else ask(dialog.dataset.kind, { method: "POST", body: new FormData(form) })
  })

  const act = { line: lines, around: (_, sign) => place(area, sign, sign, "texte"), choose: (_, kind) => choose(kind) }
  const bar = make("div", { className: "writing-bar" })
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", `Mise en forme : ${area.labels[0]?.textContent.replace(":", "").trim() ?? ""}`)
  bar.setAttribute("aria-controls", area.id)
  for (const [name, kind, value, key] of TOOLS) {
    if (["image", "document"].includes(value) && !prose.includes(value)) continue
    const button = make("button", { type: "button", textContent: name, tabIndex: bar.children.length ? -1 : 0 })
    if (key) button.setAttribute("aria-keyshortcuts", `Control+${key.toUpperCase()}`)
    if (key) button.title = `Ctrl + ${key.toUpperCase()}`
    button.addEventListener("click", () => act[kind](area, value))
    bar.append(button)
  }
  bar.addEventListener("keydown", (event) => {
    const all = [...bar.children]
    const here = all.indexOf(document.activeElement)
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    all[here].tabIndex = -1
    const next = all.at(to % all.length)
    next.tabIndex = 0
    next.focus()
  })
  area.addEventListener("keydown", (event) => {
    const tool = (event.ctrlKey || event.metaKey) && !event.altKey && TOOLS.find((one) => one[3] === event.key.toLowerCase())
    if (!tool) return
    event.preventDefault()
    act[tool[1]](area, tool[2])
  })
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html")
    const picture = [...event.clipboardData.files].find(isPicture)
    const [marks, lost] = html ? toMarks(html) : []
    if (marks) {
      event.preventDefault()
      write(area, marks)
      said.textContent = lost ? `Le texte est collé. ${lost} image${lost > 1 ? "s" : ""} à déposer à part, avec « Image… ».` : "Le texte est collé, sa mise en forme réduite à celle du site."
    } else if (picture && prose.includes("image")) {
      event.preventDefault()
      send(picture)
    }
  })
  area.addEventListener("drop", (event) => {
    const picture = [...event.dataTransfer.files].find(isPicture)
    if (picture && prose.includes("image")) event.preventDefault(send(picture))
  })

  // What the public will read, in the style sheet of the site alone.
  const page = make("div", { tabIndex: 0 })
  page.setAttribute("role", "region")
  page.setAttribute("aria-label", "Ce que le public lira")
  const root = page.attachShadow({ mode: "open" })
  const read = make("div", { className: "writing-read" })
  root.append(make("link", { rel: "stylesheet", href: style }), read)
  const details = make("details", { className: "writing-page", open: innerWidth > 800 }, make("summary", { textContent: "Ce que le public lira" }), page)
  let shown
  const refresh = async () => {
    if (!details.open || shown === area.value) return
    shown = area.value
    const body = new FormData()
    body.set("csrfmiddlewaretoken", area.form.elements.csrfmiddlewaretoken.value)
    body.set("text", shown)
    body.set("places", prose.includes("image") ? "1" : "")
    const answer = await fetch(rendering, { method: "POST", body }).catch(() => null)
    if (answer?.ok && !answer.redirected) read.innerHTML = await answer.text()
  }
  let waiting
  area.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(refresh, 600)
  })
  details.addEventListener("toggle", refresh)
  area.before(bar)
  area.after(said, details)
  document.body.append(dialog)
  refresh()
}
for (const area of document.querySelectorAll("textarea[data-prose]")) if (!area.name.includes("__prefix__")) equip(area)
