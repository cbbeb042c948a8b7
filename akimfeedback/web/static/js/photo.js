// Photos become small on the phone: 1280 px, at most 200 KB, without place and camera data; the server does it otherwise.
const LIMIT = 200 * 1024;
const TRIES = [[1280, 0.72], [1280, 0.6], [1024, 0.6], [800, 0.55]];
async function drawn(file) {
  if (self.createImageBitmap) {
    try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { /* the next way */ }
  }
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try { await image.decode(); } finally { URL.revokeObjectURL(image.src); }
  return image;
}
async function small(file) {
  const image = await drawn(file);
  let best = null;
  for (const [side, quality] of TRIES) {
    const ratio = Math.min(1, side / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * ratio);
    canvas.height = Math.round(image.height * ratio);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    best = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (best && best.size <= LIMIT) break;
  }
  if (!best) return file;
  return new File([best], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
}
export default function (box) {
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-list]");
  const status = box.querySelector(".photo__status");
  const most = Number(box.dataset.most);
  let chosen = [];
  let able = true;
  try { new DataTransfer(); } catch { able = false; }
  if (!able || !list) return;
  const put = () => {
    const bag = new DataTransfer();
    for (const file of chosen) bag.items.add(file);
    input.files = bag.files;
    list.textContent = "";
    chosen.forEach((file, place) => {
      const item = document.createElement("li");
      item.className = "photo__item";
      const image = document.createElement("img");
      image.width = image.height = 96;
      image.alt = `${place + 1}`;
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.textContent = box.dataset.remove;
      remove.onclick = () => { chosen.splice(place, 1); put(); status.textContent = ""; input.focus(); };
      item.append(image, `${Math.max(1, Math.round(file.size / 1024))} KB`, remove);
      list.append(item);
    });
  };
  input.addEventListener("change", async () => {
    const fresh = [...input.files].filter((f) => !chosen.includes(f));
    let said = "";
    status.textContent = box.dataset.shrinking;
    for (const file of fresh) {
      if (chosen.length >= most) { said = box.dataset.many; break; }
      if (file.type && !file.type.startsWith("image/")) { said = box.dataset.bad; continue; }
      try { chosen.push(await small(file)); } catch { chosen.push(file); }
    }
    put();
    status.textContent = said;
  });
}
