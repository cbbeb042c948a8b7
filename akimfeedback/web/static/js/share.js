// The phone's share sheet, else the link is copied.
export default function (box) {
  const button = box.querySelector("button");
  const { url, words, copied } = box.dataset;
  if (!navigator.share && !navigator.clipboard) return;
  button.hidden = false;
  box.querySelector(".share__plain").hidden = true;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) { await navigator.share({ url, text: words }); return; }
      await navigator.clipboard.writeText(url);
      box.querySelector(".share__status").textContent = copied;
    } catch { box.querySelector(".share__plain").hidden = false; }
  });
}
