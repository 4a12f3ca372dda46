// Watches one picture: when it was asked for, when it stood on the screen, whether it blinked or jumped.
// And its sliders: how many values a drag passes.
(place => {
  const bench = window.bench = { steps: [], asked: 0, pictures: 0, passed: 0, frames: 0, blank: 0, jumps: 0, watching: false };
  const shown = () => requestAnimationFrame(() => setTimeout(() => {
    bench.pictures += 1;
    if (bench.asked) { bench.steps.push(performance.now() - bench.asked); bench.asked = 0; }
  }));
  const isPicture = node => node.nodeType === 1 && (node.matches('svg.picture, img') || node.querySelector('svg.picture, img'));
  new MutationObserver(changes => {
    for (const change of changes) for (const node of change.addedNodes) if (isPicture(node)) {
      const image = node.matches('img') ? node : node.querySelector('img');
      if (image) image.decode().then(shown, shown); else shown();
      return;
    }
  }).observe(place, { subtree: true, childList: true });
  new MutationObserver(changes => {
    bench.passed += changes.some(change => change.target.getAttribute('aria-valuenow') !== change.oldValue);
  }).observe(place, { subtree: true, attributeOldValue: true, attributeFilter: ['aria-valuenow'] });
  document.addEventListener('keydown', () => { bench.asked = performance.now(); }, true);

  const find = () => place.querySelector('svg.picture, img');
  let home = null;
  const frame = () => {
    if (bench.watching) {
      const box = find()?.getBoundingClientRect();
      bench.frames += 1;
      if (!box || box.height < 50) bench.blank += 1;
      else if (home !== null && Math.abs(box.top - home) > 1) { bench.jumps += 1; home = box.top; }
      else home = box.top;
    } else home = null;
    requestAnimationFrame(frame);
  };
  frame();
})
