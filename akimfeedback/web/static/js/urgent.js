// Shows the box of rescue numbers when the text speaks of danger.
export default function (field) {
  const box = document.getElementById("urgent");
  if (!box) return;
  const words = (box.dataset.words || "").split(",").map((w) => w.trim().toLowerCase()).filter(Boolean);
  const look = () => {
    const text = " " + field.value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
    if (words.some((w) => text.includes(" " + w))) box.hidden = false;
  };
  field.addEventListener("input", look);
  look();
}
