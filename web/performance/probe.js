// Runs in the page before anything else: frames, long tasks, and when what came is on the screen.
(() => {
  const probe = { frames: [], long: [], first: null, waits: { book: [], chart: [] }, received: 0 };
  window.probe = probe;
  let last = performance.now();
  const frame = (now) => {
    probe.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.long.push(duration);
  }).observe({ type: 'longtask' });

  const came = { book: new Map(), chart: new Map() };
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...all) {
      super(...all);
      this.addEventListener('message', ({ data }) => {
        const now = performance.now();
        probe.received += data.length;
        const bid = /"bids":\[\[[\d.]+,0\],\[([\d.]+),1\]/.exec(data);
        if (bid) came.book.set(Number(bid[1]).toFixed(4), now);
        const close = /"close":([\d.]+)/.exec(data);
        if (close) came.chart.set(Number(close[1]).toFixed(4), now);
      });
    }
  };

  const seen = (kind, text) => {
    const at = came[kind].get(text);
    if (at === undefined) return;
    came[kind].clear();
    // A task after the frame in which it was written: the frame is on its way to the screen.
    const channel = new MessageChannel();
    channel.port1.onmessage = () => probe.waits[kind].push(performance.now() - at);
    requestAnimationFrame(() => channel.port2.postMessage(0));
  };
  new MutationObserver(() => {
    const cell = document.querySelector('[data-cell="last"]');
    if (probe.first === null && cell && /\d/.test(cell.textContent))
      probe.first = performance.now();
    const bid = document.querySelector('[data-side="bids"] .rung .price')?.textContent;
    if (bid) seen('book', bid);
    const close = document.querySelectorAll('.legend .pair')[3]?.lastChild?.textContent;
    if (close) seen('chart', close);
  }).observe(document, { subtree: true, childList: true, characterData: true });
})();
