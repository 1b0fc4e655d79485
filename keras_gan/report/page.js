// Sliders over grids of samples. Without this script, the last grid is shown.
"use strict";
for (const film of document.querySelectorAll(".film")) {
  const frames = [...film.querySelectorAll(".frame")];
  const slider = film.querySelector("input");
  const label = film.querySelector("output");
  const button = film.querySelector("button");
  if (!slider) continue;
  let timer = null;

  const show = (place) => {
    frames.forEach((frame, number) => { frame.hidden = number !== place; });
    label.textContent = frames[place].dataset.epoch;
    slider.setAttribute("aria-valuetext", frames[place].dataset.epoch);
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "Play";
  };
  const step = () => {
    if (slider.valueAsNumber === frames.length - 1) return stop();
    slider.value = slider.valueAsNumber + 1;
    show(slider.valueAsNumber);
  };
  slider.addEventListener("input", () => {
    stop();
    show(slider.valueAsNumber);
  });
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (slider.valueAsNumber === frames.length - 1) {
      slider.value = 0;
      show(0);
    }
    button.textContent = "Stop";
    timer = setInterval(step, Math.max(120, Math.min(500, 6000 / frames.length)));
  });
  slider.value = frames.length - 1; // a browser may remember another place
  film.querySelector(".controls").hidden = false;
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
