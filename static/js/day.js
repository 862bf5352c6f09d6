// What is going on changes with the hour: while the page stays open, ask for it again when it does,
// a little later so that all open pages do not come at once, and put its words in place.
const PARTS = ".day-now, .moment[id]"

const refresh = async () => {
  try {
    const answer = await fetch(location.pathname)
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html")
    const parts = [...document.querySelectorAll(PARTS)]
    const others = [...fresh.querySelectorAll(PARTS)]
    if (parts.length === others.length) parts.forEach((part, i) => part.replaceWith(others[i]))
  } catch {
    // No network: the page keeps the hour it says.
  }
  plan()
}

const plan = () => {
  const until = Date.parse(document.querySelector(".day-now")?.dataset.until ?? "")
  if (until) setTimeout(refresh, Math.max(until - Date.now(), 60_000) + Math.random() * 20_000)
}

plan()
