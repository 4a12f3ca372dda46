// Names for screen readers, copy buttons, downloads and number boxes; the same in Voila and JupyterLab.
(() => {
  if (window.workbook) return;
  window.workbook = true;

  const NAMED = '.widget-slider, .widget-hslider, .widget-play';
  const PLAY = ['Play or pause', 'Stop', 'Repeat'];
  const label = (element, text) => {
    if (text && element.getAttribute('aria-label') !== text) element.setAttribute('aria-label', text);
  };
  const name = box => {
    const text = box.querySelector(':scope > .widget-label')?.textContent.trim();
    box.querySelectorAll('[role="slider"]').forEach(handle => label(handle, text));
    box.querySelectorAll('.widget-readout').forEach(readout => {
      if (box.closest('.wb-steps')) readout.contentEditable = 'false';  // names, not numbers: nothing to type
      if (!readout.isContentEditable) return;
      readout.setAttribute('role', 'textbox');
      label(readout, text && `${text}, type a value`);
    });
    if (box.matches('.widget-play')) {
      const slider = box.closest('.wb-control')?.querySelector('.widget-label')?.textContent.trim();
      box.querySelectorAll('button').forEach((button, i) => label(button, slider ? `${PLAY[i]}: ${slider}` : PLAY[i]));
    }
  };
  const look = node => {
    if (node.nodeType !== 1) return;
    if (node.matches(NAMED)) name(node);
    node.querySelectorAll(NAMED).forEach(name);
    const near = node.closest(NAMED);
    if (near) name(near);
    for (const words of [node, ...node.querySelectorAll('.words')])  // the parent stays, its content is replaced
      if (words.matches('.words')) words.parentElement.setAttribute('aria-live', 'polite');
    for (const link of [node, ...node.querySelectorAll('a')]) if (link.matches('a[data-wb-download]')) {
      link.removeAttribute('data-wb-download');
      link.click();
    }
  };
  new MutationObserver(list => { for (const change of list) change.addedNodes.forEach(look); })
    .observe(document.body, { subtree: true, childList: true });
  look(document.body);

  // In Voila the link carries the state; JupyterLab has no query string, so there it is a line of code.
  const linkOf = explorer => {
    const state = new URLSearchParams(explorer.querySelector('[data-wb-state]')?.dataset.wbState);
    if (document.body.dataset.voila) return `${location.origin}${location.pathname}?${state}`;
    const quoted = value => Number.isFinite(Number(value)) && value.trim() ? value : JSON.stringify(value);
    return `page.explore(${[...state].map(([key, value]) => `${key}=${quoted(value)}`).join(', ')})`;
  };
  const copied = (button, words) => {
    const before = button.dataset.words ??= button.textContent;
    button.textContent = words;
    setTimeout(() => { button.textContent = before; }, 1500);
  };
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-wb-copy]');
    if (!button) return;
    const text = linkOf(button.closest('.wb-explorer'));
    const ask = () => window.prompt('Copy this:', text);
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => copied(button, 'Copied'), ask);
    else ask();
  });

  // A slider's number box: a decimal comma becomes a point, and what cannot be used gets a sentence.
  const typed = box => {
    const slider = box.closest('.widget-hslider, .widget-slider');
    const handle = slider?.querySelector('[role="slider"]');
    const place = box.closest('.wb-explorer')?.querySelector('.wb-typed');
    if (!handle || !place || !box.isContentEditable) return;
    const text = box.textContent.trim();
    if (/^[-+]?\d+,\d{1,2}$/.test(text)) box.textContent = text.replace(',', '.');
    const value = parseFloat(box.textContent);
    const [low, high] = ['aria-valuemin', 'aria-valuemax'].map(key => parseFloat(handle.getAttribute(key)));
    const what = slider.querySelector('.widget-label')?.textContent.trim();
    place.textContent =
      Number.isNaN(value) ? `“${text.slice(0, 40)}” is not a number, so “${what}” stays as it was.`
      : value < low || value > high ? `“${what}” goes from ${low} to ${high}, so ${value} became ${value < low ? low : high}.`
      : '';
  };
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    if (event.target.matches?.('.wb-explorer .widget-readout')) typed(event.target);
    if (event.target.matches?.('.wb-exercise input[type="text"]'))
      event.target.closest('.wb-exercise').querySelector('.wb-check')?.click();
  }, true);
  document.addEventListener('focusout', event => {
    if (event.target.matches?.('.wb-explorer .widget-readout')) typed(event.target);
  }, true);
})();
