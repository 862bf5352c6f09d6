// The focal point of a picture, set on the picture: with the pointer, or with the arrows. The two
// numbers beside it are what is sent, and do without this script.
const follow = (crops) => {
  const form = crops.closest(".inline-related") ?? crops.closest("form")
  const number = (axis) => form.querySelector(`input[name$="focal_${axis}"]`)
  const [x, y, button] = [number("x"), number("y"), crops.querySelector("[data-focal]")]
  const file = form.querySelector('input[type="file"][name$="file"]')
  if (!x || !y) return
  button.hidden = false

  const show = () => {
    const [left, top] = [x, y].map((input) => `${(Number(input.value.replace(",", ".")) || 0) * 100}%`)
    const point = crops.querySelector("[data-point]")
    Object.assign(point.style, { left, top })
    for (const image of crops.querySelectorAll("figure img")) image.style.objectPosition = `${left} ${top}`
  }
  const set = (input, value) => {
    input.value = Math.min(1, Math.max(0, value)).toFixed(2)
    input.dispatchEvent(new Event("change", { bubbles: true }))
  }
  button.addEventListener("click", (event) => {
    if (!event.detail) return // the keyboard's, which moves it by its arrows
    const box = button.getBoundingClientRect()
    set(x, (event.clientX - box.left) / box.width)
    set(y, (event.clientY - box.top) / box.height)
  })
  button.addEventListener("keydown", (event) => {
    const [input, step] = {
      ArrowLeft: [x, -0.05], ArrowRight: [x, 0.05], ArrowUp: [y, -0.05], ArrowDown: [y, 0.05],
    }[event.key] ?? []
    if (!input) return
    event.preventDefault()
    set(input, Number(input.value.replace(",", ".")) + step)
  })
  for (const input of [x, y]) {
    input.addEventListener("input", show)
    input.addEventListener("change", show)
  }
  // A file just chosen is shown at once, reduced: the policy of the site takes it as data alone.
  file?.addEventListener("change", async () => {
    if (!file.files.length) return
    const bitmap = await createImageBitmap(file.files[0]).catch(() => null)
    if (!bitmap) return // the server says what is wrong with it
    const canvas = document.createElement("canvas")
    const scale = Math.min(1, 640 / Math.max(bitmap.width, bitmap.height))
    canvas.width = bitmap.width * scale
    canvas.height = bitmap.height * scale
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    for (const image of crops.querySelectorAll("img")) image.src = canvas.toDataURL("image/jpeg", 0.8)
  })
  show()
}
for (const crops of document.querySelectorAll("[data-crops]")) follow(crops)
document.addEventListener("formset:added", (event) => {
  for (const crops of event.target.querySelectorAll("[data-crops]")) follow(crops)
})
