// The server marked the moment that was going on when it wrote the page; the page may be older than
// that, so mark it again by the clock of Alès, now and every minute.
const moments = [...document.querySelectorAll(".moment[data-time]")]
const link = document.querySelector(".day-now a")
const clock = new Intl.DateTimeFormat("fr-FR", {
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "Europe/Paris",
})

const markPresent = () => {
  const now = clock.format(new Date())
  const begun = moments.filter((moment) => moment.dataset.time <= now)
  const present = begun.at(-1) ?? moments.at(-1) // before dawn, last evening's goes on
  if (!present || present.hasAttribute("aria-current")) return
  for (const moment of moments) {
    moment.toggleAttribute("aria-current", false)
    moment.querySelector(".moment-now").hidden = moment !== present
  }
  present.setAttribute("aria-current", "time")
  if (!link) return
  const hour = present.querySelector("time").textContent
  link.href = `#${present.id}`
  link.textContent = `En ce moment\u00a0: ${hour}, ${present.querySelector("h2").textContent}`
}

markPresent()
setInterval(markPresent, 60_000)
