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
