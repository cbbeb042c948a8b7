// A form is sent once: the button shows it is busy and a second press does nothing.
export default function (form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    const button = event.submitter;
    if (!button) return;
    setTimeout(() => {
      button.dataset.sending = "";
      const word = button.querySelector(".btn__word");
      if (word && button.dataset.busy) word.textContent = button.dataset.busy;
    }, 400);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  form.addEventListener("akf:again", () => { sent = false; });
}
