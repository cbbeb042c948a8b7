// One line under the header while there is no internet.
export default function (line) {
  const show = () => {
    line.hidden = navigator.onLine !== false;
    line.textContent = line.hidden ? "" : line.dataset.words;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  let sent;
  try { sent = localStorage.getItem("sent"); } catch { return; }
  if (sent && !document.querySelector(".summary, .page--error") && !document.querySelector(`[data-draft="${CSS.escape(sent.slice(6))}"]`)) {
    localStorage.removeItem(sent);
    localStorage.removeItem("sent");
  }
}
