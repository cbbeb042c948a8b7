// "Mark where I stand": fills latitude and longitude; words stay the safer way.
export default function (box) {
  if (!navigator.geolocation) return;
  box.hidden = false;
  const status = box.querySelector(".geo__status");
  const at = (name) => document.getElementById(box.dataset[name] || "");
  box.querySelector("button").addEventListener("click", () => {
    status.textContent = box.dataset.asking;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      at("lat").value = coords.latitude.toFixed(5);
      at("lon").value = coords.longitude.toFixed(5);
      const metres = Math.max(1, Math.round(coords.accuracy));
      if (at("accuracy")) at("accuracy").value = metres;
      status.textContent = (metres > 500 ? box.dataset.rough : box.dataset.found).replace("{n}", metres);
    }, (error) => {
      status.textContent = error.code === 1 ? box.dataset.refused : box.dataset.late;
    }, { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 });
  });
}
