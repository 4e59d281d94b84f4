/**
 * What the browser's part of the benchmark asks of a page: put into it before its own scripts, it listens and changes nothing.
 * All times are of performance.now(), which begins with the navigation.
 */

(() => {
  const probe = {
    /** When the page was painted with a cell that takes keys; 0: not yet. */
    ready: 0,
    /** Of each key: `handled` and `painted` in milliseconds, `whole` with the wait for the frame, `shown` in its cell. @type {object[]} */
    keys: [],
    /** From a key to «Всё сохранено». @type {number[]} */
    saved: [],
    /** Tasks over 50 ms. @type {number[]} */
    long: [],
    /** When each frame began. @type {number[]} */
    frames: [],
    isCounting: false,

    /** The status line is watched: each key is over when all is saved. */
    watchSaving() {
      const line = document.querySelector("[data-status]");
      let began = 0;
      addEventListener("keydown", (event) => {
        began = event.timeStamp;
      }, true);
      new MutationObserver(() => {
        if (!began || !line.textContent.startsWith("Всё сохранено")) return;
        probe.saved.push(performance.now() - began);
        began = 0;
      }).observe(line, { childList: true, subtree: true, characterData: true });
    },

    countFrames() {
      probe.frames = [];
      probe.isCounting = true;
      const count = (/** @type {number} */ frame) => {
        probe.frames.push(frame);
        if (probe.isCounting) requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    },

    /** A fixed piece of work, in milliseconds: tells whether the processor is slowed. */
    work() {
      const began = performance.now();
      let sum = 0;
      for (let i = 0; i < 1_000_000; i += 1) sum = (sum + i * 7) % 1013;
      return sum < 0 ? 0 : performance.now() - began;
    },
  };
  globalThis.benchProbe = probe;

  /** A message posted in a frame comes after its style, layout and paint. @param {(now: number, frame: number) => void} act */
  const afterPaint = (act) => requestAnimationFrame((frame) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => act(performance.now(), frame);
    channel.port2.postMessage(0);
  });

  new MutationObserver((_, observer) => {
    observer.disconnect();
    afterPaint((now) => {
      probe.ready = document.activeElement?.matches('[role="gridcell"]') ? now : -1;
    });
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });

  addEventListener("keydown", (event) => {
    const cell = document.activeElement;
    let handled = 0;
    // At the window again once the grid's own handlers, and the microtasks they left, are done.
    addEventListener("keydown", () => {
      handled = performance.now();
    }, { once: true });
    afterPaint((now, frame) => probe.keys.push({
      key: event.key,
      handled: handled - event.timeStamp,
      painted: now - Math.max(frame, handled),
      whole: now - event.timeStamp,
      shown: cell?.textContent?.trim() ?? "",
    }));
  }, true);

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.long.push(duration);
  }).observe({ type: "longtask" });
})();
