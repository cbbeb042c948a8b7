// Says how many letters are left under a text.
export default function (field) {
  const max = Number(field.dataset.max);
  const line = document.getElementById(field.id + "-count");
  if (!line || !max) return;
  const first = line.textContent;
  const show = () => {
    const left = max - [...field.value].length;
    if (!field.value) { line.textContent = first; delete line.dataset.over; return; }
    line.textContent = (left < 0 ? field.dataset.over : field.dataset.left).replace("{n}", Math.abs(left));
    if (left < 0) line.dataset.over = ""; else delete line.dataset.over;
  };
  field.addEventListener("input", show);
  show();
}
