// The result of an action is seen even when the page opened scrolled down.
export default function (box) { if (box.getBoundingClientRect().top < 0) box.scrollIntoView({ block: "center" }); }
