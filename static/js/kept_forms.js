// What somebody types in a form of the back office is kept in this browser, and offered again after a
// crash, a closed page or a lost session. It is the server that shows it again, as it shows a form
// that it refuses: nothing here knows how a field works.
// IndexedDB, not localStorage: Chromium may write the latter minutes later, and a crash takes it.
const script = document.currentScript
const { user, saved } = script.dataset
const EVERY = 5000 // milliseconds between two looks at what is typed
const LAST = 7 * 24 * 3600 * 1000 // how long something typed is offered
const PING = 30000

const store = (mode, work) =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("saisies", 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore("forms")
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const base = opening.result
      const transaction = base.transaction("forms", mode)
      const request = work(transaction.objectStore("forms"))
      transaction.oncomplete = () => {
        base.close()
        resolve(request?.result)
      }
      transaction.onerror = () => reject(transaction.error)
    }
  })
const keep = (token, entry) => store("readwrite", (forms) => forms.put(entry, token))
const forget = (token) => store("readwrite", (forms) => forms.delete(token))
const all = () => store("readonly", (forms) => forms.getAll())

// Never a password nor a file; the two lists of « filter horizontal » are sent whole.
const typed = (form) => {
  const fields = [...new FormData(form)].filter(([name, value]) => {
    const boxes = form.elements[name]
    const type = boxes?.type ?? boxes?.[0]?.type
    return typeof value === "string" && type !== "password" && name !== "csrfmiddlewaretoken"
  })
  for (const list of form.querySelectorAll("select[multiple][id$=_to]")) {
    for (const option of list.options) fields.push([list.name, option.value])
  }
  return fields
}
const told = (at) =>
  new Date(at).toLocaleString("fr-FR", { day: "numeric", month: "long", hour: "numeric", minute: "2-digit" })

const button = (text, act) => {
  const made = document.createElement("button")
  made.type = "button"
  made.className = "button"
  made.textContent = text
  made.addEventListener("click", act)
  return made
}
const sendAgain = (form, fields) => {
  const again = document.createElement("form")
  again.method = "post"
  again.action = location.href
  const token = form.elements.csrfmiddlewaretoken.value
  for (const [name, value] of [...fields, ["csrfmiddlewaretoken", token], ["_reprise", "1"]]) {
    const box = document.createElement("textarea") // an input would take away the ends of lines
    box.name = name
    box.value = value
    again.append(box)
  }
  again.hidden = true
  document.body.append(again)
  again.submit()
}
const offer = async (form, own) => {
  const found = (await all())
    .filter((one) => one.user === user && one.path === location.pathname && one.token !== own)
    .sort((a, b) => b.at - a.at)[0]
  if (!found) return
  const box = document.createElement("div")
  box.className = "kept-form"
  box.setAttribute("role", "region")
  box.setAttribute("aria-label", "Saisie gardée")
  const words = document.createElement("p")
  words.textContent = `Une saisie du ${told(found.at)} n’a pas été enregistrée.`
  box.append(
    words,
    button("Reprendre cette saisie", () => sendAgain(form, found.fields)),
    button("L’écarter", async () => {
      await forget(found.token)
      box.remove()
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus()
      offer(form, own)
    }),
  )
  form.before(box)
}

const watch = (form) => {
  const own = form.elements._form_token.value
  const isAgain = form.elements._form_token.dataset.held === "1"
  let before = JSON.stringify(typed(form))
  const opened = before
  let hasTyped = false
  const look = () => {
    const fields = typed(form)
    const now = JSON.stringify(fields)
    if (now === before) return
    before = now
    hasTyped = true
    if (now === opened && !isAgain) forget(own)
    else keep(own, { token: own, user, path: location.pathname, at: Date.now(), fields })
  }
  // Scripts of the page fill boxes too, as it loads: what follows a gesture alone is typed.
  form.addEventListener("input", () => (form.dataset.touched = "1"), { once: true })
  form.addEventListener("change", () => (form.dataset.touched = "1"), { once: true })
  setInterval(() => form.dataset.touched && look(), EVERY)
  const lookNow = () => form.dataset.touched && look()
  addEventListener("pagehide", lookNow)
  document.addEventListener("visibilitychange", lookNow)
  form.addEventListener("submit", lookNow)

  const ping = async () => {
    const body = new FormData()
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
    body.set("path", location.pathname)
    if (hasTyped) body.set("typing", "1")
    hasTyped = false
    const answer = await fetch(script.dataset.ping, { method: "POST", body }).catch(() => null)
    const others = document.getElementById("others-here")
    if (!answer?.ok || answer.redirected || !others) return
    const lines = (await answer.json()).others
    const now = [...others.children].map((line) => line.textContent)
    if (JSON.stringify(now) === JSON.stringify(lines)) return
    others.replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
    )
  }
  setInterval(ping, PING)
}

const start = async () => {
  const now = Date.now()
  for (const token of (saved ?? "").split(" ").filter(Boolean)) await forget(token)
  for (const one of await all()) if (now - one.at > LAST) await forget(one.token)
  document.getElementById("logout-form")?.addEventListener("submit", async (event) => {
    event.preventDefault()
    for (const one of await all()) if (one.user === user) await forget(one.token)
    event.target.submit()
  })
  const form = document.querySelector("input[name=_form_token]")?.form
  if (!form) return
  watch(form)
  offer(form, form.elements._form_token.value)
}
// A browser that keeps nothing (a private window) leaves the forms as they are.
addEventListener("load", () => start().catch(() => {}))
