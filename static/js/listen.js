// Reading aloud, by the voice of the device: the button shows only where there is one.
const button = document.querySelector("[data-listen]")

if (button && "speechSynthesis" in window) {
  const idle = button.textContent
  const rest = () => (button.textContent = idle)
  button.hidden = false
  button.addEventListener("click", () => {
    const wasSpeaking = speechSynthesis.speaking
    speechSynthesis.cancel()
    if (wasSpeaking) return rest()
    const parts = document.querySelectorAll("main :is(h1, h2, h3, p, li):not(:has(p, li, button))")
    // One sentence set at a time: long texts stop halfway in some browsers.
    for (const part of parts) {
      const words = new SpeechSynthesisUtterance(part.innerText)
      words.lang = "fr-FR"
      if (part === parts[parts.length - 1]) words.onend = rest
      speechSynthesis.speak(words)
    }
    button.textContent = button.dataset.listen
  })
  addEventListener("pagehide", () => speechSynthesis.cancel())
}
