// Signing with a finger, a pen or the mouse: strokes on a canvas, sent as a PNG in the hidden field beside it.
(() => {
  const WIDTH = 3;

  function ready(box) {
    if (box.dataset.signature === "ready") {
      return;
    }
    box.dataset.signature = "ready";
    const canvas = box.querySelector("canvas");
    const field = box.querySelector("input");
    const brush = canvas.getContext("2d");

    // The canvas is as fine as the screen; a turned phone begins anew, because strokes cannot be stretched honestly.
    function size() {
      const scale = window.devicePixelRatio || 1;
      canvas.width = Math.round(canvas.clientWidth * scale);
      canvas.height = Math.round(canvas.clientHeight * scale);
      brush.scale(scale, scale);
      brush.lineWidth = WIDTH;
      brush.lineCap = brush.lineJoin = "round";
      field.value = "";
    }

    function at(event) {
      const edge = canvas.getBoundingClientRect();
      return [event.clientX - edge.left, event.clientY - edge.top];
    }

    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      brush.beginPath();
      brush.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) {
        brush.lineTo(...at(event));
        brush.stroke();
      }
    });
    canvas.addEventListener("pointerup", () => { field.value = canvas.toDataURL("image/png"); });
    box.querySelector("[data-signature-clear]").addEventListener("click", size);
    new ResizeObserver(() => {
      if (Math.abs(canvas.width - canvas.clientWidth * (window.devicePixelRatio || 1)) > 1) {
        size();
      }
    }).observe(canvas);
    size();
  }

  const all = () => document.querySelectorAll("[data-signature]").forEach(ready);
  all();
  document.addEventListener("htmx:load", all);
})();
