// The player inside an animatic's HTML file. It runs from disk, alone: no network, no storage, no sound.
"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const animatic = JSON.parse(element("animatic").textContent);
  const { panels, scenes, pictures, totalSeconds } = animatic;
  const player = element("player");
  const stage = element("stage");
  const scrubber = element("scrubber");
  const missing = element("missing");

  let position = 0; // Seconds since the beginning.
  let isPlaying = false;
  let loops = false;
  let shownPanel = -1;
  let lastFrameMs = 0;

  // ---- pictures: those around the current panel are kept decoded, so that a cut shows no empty frame

  const KEPT_BEFORE = 1;
  const KEPT_AFTER = 3;
  const images = new Map();

  const imageOf = (picture) => {
    let image = images.get(picture);
    if (!image) {
      image = new Image();
      Object.assign(image, { decoding: "sync", alt: "", draggable: false, src: pictures[picture] });
      images.set(picture, image);
      stage.prepend(image);
    }
    return image;
  };

  const showPicture = (index) => {
    const wanted = new Set();
    const last = Math.min(panels.length - 1, index + KEPT_AFTER);
    for (let at = Math.max(0, index - KEPT_BEFORE); at <= last; at++) {
      if (panels[at].picture !== undefined) wanted.add(panels[at].picture);
    }
    for (const picture of wanted) imageOf(picture);
    const current = panels[index].picture;
    for (const [picture, image] of images) {
      image.classList.toggle("shown", picture === current);
      if (picture === current) image.alt = describe(panels[index]);
      if (!wanted.has(picture)) {
        image.remove();
        images.delete(picture);
      }
    }
    missing.hidden = current !== undefined;
    missing.querySelector("strong").textContent = panels[index].size;
  };

  // ---- words

  const describe = ({ number, camera, description }) =>
    [`Shot ${number || "without number"}`, camera, description].filter((part) => part !== "").join(", ");

  const clock = (seconds) => {
    const whole = Math.floor(seconds + 0.0005);
    const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60].map((part) =>
      String(part).padStart(2, "0"),
    );
    return whole >= 3600 ? `${Math.floor(whole / 3600)}:${minutes}:${rest}` : `${Number(minutes)}:${rest}`;
  };

  const showPanel = (index) => {
    const panel = panels[index];
    const scene = scenes[panel.scene];
    shownPanel = index;
    showPicture(index);
    element("number").textContent = panel.number;
    element("camera").textContent = panel.camera;
    element("chip").textContent = scene.number || "–";
    element("chip").dataset.tone = scene.tone;
    element("slugline").textContent = scene.slugline;
    element("description").textContent = panel.description;
    element("count").textContent = `Shot ${index + 1} of ${panels.length}`;
    marks.forEach((mark, at) => mark.classList.toggle("current", at === panel.scene));
  };

  // ---- time

  /** The panel that plays at a time: the last one that has begun. */
  const panelAt = (seconds) => {
    let low = 0;
    let high = panels.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (panels[middle].startSeconds <= seconds + 0.0005) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  const show = () => {
    const index = panelAt(position);
    if (index !== shownPanel) showPanel(index);
    const time = `${clock(position)} / ${clock(totalSeconds)}`;
    if (element("time").textContent !== time) {
      element("time").textContent = time;
      scrubber.setAttribute(
        "aria-valuetext",
        `${clock(position)} of ${clock(totalSeconds)}, shot ${panels[index].number}`,
      );
    }
    scrubber.value = String(position);
    scrubber.style.setProperty("--played", String(position / totalSeconds));
  };

  const seek = (seconds) => {
    position = Math.max(0, Math.min(totalSeconds, seconds));
    player.classList.add("touched");
    show();
  };

  const tick = (nowMs) => {
    if (!isPlaying) return;
    position += (nowMs - lastFrameMs) / 1000;
    lastFrameMs = nowMs;
    if (position >= totalSeconds) {
      position = loops ? position % totalSeconds : totalSeconds;
      if (!loops) setPlaying(false);
    }
    show();
    if (isPlaying) requestAnimationFrame(tick);
  };

  const setPlaying = (plays) => {
    if (plays === isPlaying) return;
    isPlaying = plays;
    player.classList.toggle("playing", plays);
    element("play").setAttribute("aria-label", plays ? "Pause" : "Play");
    element("play").title = plays ? "Pause (Space)" : "Play (Space)";
    if (!plays) return;
    player.classList.add("touched");
    if (position >= totalSeconds) position = 0;
    lastFrameMs = performance.now();
    requestAnimationFrame(tick);
  };

  /** A person went there: say where that is. */
  const goTo = (index) => {
    const at = Math.max(0, Math.min(panels.length - 1, index));
    seek(panels[at].startSeconds);
    if (!isPlaying) element("announcement").textContent = describe(panels[at]);
  };

  const step = (by) => goTo(shownPanel + by);
  const stepScene = (by) => {
    const at = Math.max(0, Math.min(scenes.length - 1, panels[shownPanel].scene + by));
    goTo(panelAt(scenes[at].startSeconds));
  };

  // ---- controls

  const togglePlaying = () => setPlaying(!isPlaying);
  const toggleLoop = () => {
    loops = !loops;
    element("loop").setAttribute("aria-pressed", String(loops));
  };
  const toggleCaptions = () => {
    const caption = element("caption");
    caption.hidden = !caption.hidden;
    element("captions").setAttribute("aria-pressed", String(!caption.hidden));
  };
  const toggleFullScreen = () => {
    const done = document.fullscreenElement ? document.exitFullscreen() : player.requestFullscreen();
    // A page inside another one may be denied it; everything else still works.
    done.catch(() => (element("full-screen").hidden = true));
  };

  const KEYS = {
    " ": togglePlaying,
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    PageUp: () => stepScene(-1),
    PageDown: () => stepScene(1),
    Home: () => goTo(0),
    End: () => seek(totalSeconds),
    l: toggleLoop,
    c: toggleCaptions,
    f: toggleFullScreen,
  };

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // Space on a button presses that button.
      if (event.key === " " && event.target instanceof HTMLButtonElement) return;
      const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
    { capture: true },
  );
  const CLICKS = {
    ...{ stage: togglePlaying, play: togglePlaying, previous: () => step(-1), next: () => step(1) },
    ...{ loop: toggleLoop, captions: toggleCaptions, "full-screen": toggleFullScreen },
  };
  for (const [id, act] of Object.entries(CLICKS)) element(id).addEventListener("click", act);
  stage.addEventListener("dblclick", toggleFullScreen);
  scrubber.addEventListener("input", () => seek(Number(scrubber.value)));
  document.addEventListener("fullscreenchange", () =>
    element("full-screen").setAttribute("aria-pressed", String(document.fullscreenElement !== null)),
  );
  if (!document.fullscreenEnabled) element("full-screen").hidden = true;

  // In full screen the controls leave while it plays and nobody moves the pointer.
  const STILL_AFTER_MS = 2500;
  let stillTimer = 0;
  const stir = () => {
    player.classList.remove("still");
    clearTimeout(stillTimer);
    stillTimer = setTimeout(() => player.classList.add("still"), STILL_AFTER_MS);
  };
  for (const kind of ["pointermove", "pointerdown", "keydown"]) document.addEventListener(kind, stir);

  // ---- scene marks

  const marks = scenes.map((scene) => {
    const mark = document.createElement("i");
    mark.style.setProperty("--at", String(scene.startSeconds / totalSeconds));
    mark.dataset.number = scene.number;
    element("marks").append(mark);
    return mark;
  });

  /** A scene's number is left out where it would run into the one before. */
  const spreadMarks = () => {
    const { width } = element("marks").getBoundingClientRect();
    let free = -Infinity;
    scenes.forEach((scene, at) => {
      const x = (scene.startSeconds / totalSeconds) * width;
      const needed = 8 + 7 * scene.number.length;
      const isCrowded = x < free || x + needed > width + 8;
      marks[at].classList.toggle("crowded", isCrowded);
      if (!isCrowded) free = x + needed;
    });
  };
  new ResizeObserver(spreadMarks).observe(element("marks"));

  missing.style.setProperty("--ratio", String(animatic.ratio));
  scrubber.max = String(totalSeconds);
  if (!animatic.captions) toggleCaptions();
  show();
})();
