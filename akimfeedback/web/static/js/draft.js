// Long texts stay on the phone while they are written; they go when the form is sent and the answer is not the form again.
export default function (form) {
  const key = "draft:" + form.dataset.draft;
  const fields = () => [...form.querySelectorAll("textarea, input[type=text], input[type=search]")]
    .filter((f) => f.name && !f.closest(".trap") && f.autocomplete !== "one-time-code");
  let store;
  try { store = localStorage; } catch { return; }
  const line = document.createElement("p");
  line.className = "saved";
  line.setAttribute("role", "status");
  form.append(line);
  let kept = {};
  try { kept = JSON.parse(store.getItem(key) || "{}"); } catch { kept = {}; }
  let restored = false;
  for (const f of fields()) {
    if (!f.value && kept[f.name]) { f.value = kept[f.name]; restored = true; f.dispatchEvent(new Event("input")); }
  }
  if (restored) line.textContent = form.dataset.restored;
  let timer;
  const save = () => {
    const now = {};
    for (const f of fields()) if (f.value.trim()) now[f.name] = f.value;
    try {
      if (Object.keys(now).length) store.setItem(key, JSON.stringify(now)); else store.removeItem(key);
      const time = new Date();
      line.textContent = `${form.dataset.saved} ${time.getHours()}:${String(time.getMinutes()).padStart(2, "0")}`;
    } catch { line.textContent = ""; }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 500); });
  form.addEventListener("click", (event) => { if (event.target.closest(".photo")) save(); });
  form.addEventListener("submit", () => { save(); store.setItem("sent", key); });
}
