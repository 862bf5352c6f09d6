// Django's autocomplete boxes (select2) come without a name for screen readers: give them that of
// their field's label. They appear after load and whenever a row is added.
const nameBoxes = () => {
  for (const box of document.querySelectorAll(".select2-selection:not([aria-label])")) {
    const select = box.closest(".select2")?.previousElementSibling
    const label = select?.labels?.[0] ?? document.querySelector(`label[for="${select?.id}"]`)
    const column = box.closest("td")?.className.match(/field-(\S+)/)?.[1]
    const heading = column && box.closest("table")?.querySelector(`th.column-${column}`)
    const name = (label ?? heading)?.textContent.trim()
    if (!name) continue
    box.removeAttribute("aria-labelledby")
    box.setAttribute("aria-label", name)
    const shown = box.querySelector(".select2-selection__rendered[role=textbox]")
    shown?.setAttribute("aria-label", name)
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name)
  }
}
nameBoxes()
new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true })

// On a telephone a row of a table is a card: each cell says the name of its column.
const labelCells = () => {
  for (const table of document.querySelectorAll("#result_list, .tabular table")) {
    const headings = [...table.querySelectorAll("thead th")].map((th) => {
      const text = th.querySelector(".text") ?? th
      return text.textContent.trim()
    })
    for (const row of table.querySelectorAll("tbody tr:not([data-labelled])")) {
      row.dataset.labelled = "1"
      for (const [index, cell] of [...row.cells].entries()) {
        if (headings[index] && !cell.matches(".action-checkbox, th")) cell.dataset.label = headings[index]
      }
    }
  }
}
labelCells()

// « Rang » of lines inside a form: two buttons change the places, the number stays for who types it.
const move = (row, step) => {
  const rows = [...row.parentElement.querySelectorAll("tr.form-row:not(.empty-form)")]
  const other = rows[rows.indexOf(row) + step]
  if (!other) return
  if (step < 0) other.before(row)
  else other.after(row)
  const now = [...row.parentElement.querySelectorAll("tr.form-row:not(.empty-form)")]
  now.forEach((one, index) => {
    const rank = one.querySelector("input[name$='-rank']")
    if (!rank || rank.value === String(index + 1)) return
    rank.value = index + 1
    rank.dispatchEvent(new Event("change", { bubbles: true }))
  })
}
const addMoves = () => {
  for (const rank of document.querySelectorAll(".tabular tr.form-row:not(.empty-form) input[name$='-rank']")) {
    const row = rank.closest("tr")
    if (row.querySelector(".move-row")) continue
    const box = document.createElement("span")
    box.className = "move-row"
    for (const [step, sign, name] of [[-1, "↑", "Monter"], [1, "↓", "Descendre"]]) {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = sign
      button.setAttribute("aria-label", `${name} cette ligne`)
      button.addEventListener("click", () => {
        move(row, step)
        button.focus()
      })
      box.append(button)
    }
    rank.after(box)
  }
}
addMoves()
document.addEventListener("formset:added", () => {
  labelCells()
  addMoves()
})

// The address proposed from a title: « Les marches d’Alès » is les-marches-d-ales (exchange/addresses.py).
if (window.URLify) {
  const urlify = window.URLify
  window.URLify = (text, ...more) => urlify(text.replace(/['’ʼ]/g, " "), ...more)
}
