// A print button where a script can print.
export default function (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
