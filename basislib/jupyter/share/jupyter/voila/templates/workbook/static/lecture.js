// Lecture view: a section a screen; what is longer goes on below. The question is large; the answer, and what there was to
// see, wait for a key. Hands are counted by pressing on an answer, or by typing its number; in a class the phones' votes stand
// in their place. The vote has a state of its own: the question and its answers, large, and nothing else.
(() => {
  const _ = window.workbookSay;  // from load.js
  const root = document.documentElement;
  const lecture = () => root.classList.contains('lecture');
  let at = 0;
  const second = () => document.querySelector('.wb-page .wb-after');  // what follows the first picture is on its screen
  const slides = () => [...document.querySelectorAll('.wb-page .wb-section:not(.wb-after)')];

  // What belongs to a slide: the first picture and what follows it are one.
  const partsOf = slide => slide.querySelector('.wb-first') && second() ? [slide, second()] : [slide];
  // What is shown gets its height later; then it is brought above the buttons.
  const grown = new ResizeObserver(([{ target }]) => target.scrollIntoView({ block: 'nearest' }));
  const TOLD = '.wb-told, .wb-prose';  // exercises may stay below: they are for afterwards
  const below = slide => partsOf(slide).flatMap(part => [...part.querySelectorAll(TOLD)])
    .some(text => text.getBoundingClientRect().bottom > innerHeight - bar.offsetHeight);
  const hidden = slide => {
    const covered = slide.querySelector('.wb-covered');
    if (covered) return () => reveal(slide);
    const seen = partsOf(slide).map(part => part.querySelector('.wb-seen:not(.wb-shown)')).find(Boolean);
    return seen && (() => {
      seen.querySelector('.wb-seen-button')?.click();
      seen.classList.add('wb-shown');
      grown.disconnect();
      grown.observe(seen);
    });
  };
  const reveal = slide => {
    const [, skip] = slide.querySelectorAll('.wb-prediction .jupyter-button');
    skip?.click();
  };

  const bar = Object.assign(document.createElement('div'), { className: 'wb-slides' });
  const [back, on, vote, leave] = [_('Back'), _('Go on: show what is hidden, then the next section'), _('Vote'), _('Leave lecture view')];
  bar.innerHTML = `<button data-go="-1" aria-label="${back}">←</button><span role="status"></span>`
    + `<button data-go="1" aria-label="${on}">→</button>`
    + `<button data-wb-vote aria-pressed="false">${vote}</button><button data-wb-lecture>${leave}</button>`;
  const show = () => {
    if (!bar.isConnected && document.body) document.body.append(bar);
    const all = slides(), on = lecture();
    at = Math.max(0, Math.min(at, all.length - 1));
    bar.classList.toggle('wb-alone', !all.length);
    const parts = all.length ? partsOf(all[at]) : [];
    for (const section of document.querySelectorAll('.wb-page .wb-section')) {
      section.classList.toggle('wb-slide-off', on && all.length > 0 && !parts.includes(section));
    }
    for (const fold of document.querySelectorAll('.wb-page .wb-fold:not(details)'))
      fold.classList.toggle('wb-slide-off', on && !parts.some(part => fold.contains(part)));
    document.querySelector('[cell-index="1"]')?.classList.toggle('wb-page-off', on && at > 0);
    const asks = on && Boolean(all[at]?.querySelector('.wb-covered .wb-prediction'));
    bar.querySelector('[data-wb-vote]').hidden = !asks;
    if (!asks) voting(false);
    if (!on || !all.length) return;
    votes(all[at]);
    const slide = all[at];
    slide.querySelector('button.wb-near')?.click();
    const place = { at: at + 1, all: all.length };
    const status = bar.querySelector('span');
    const said = hidden(slide) ? _('{at} of {all} · → shows what is hidden', place) : _('{at} of {all}', place);
    if (status.textContent !== said) status.textContent = said;
  };
  const go = step => {
    const all = slides(), act = step > 0 && all.length ? hidden(all[at]) : null;
    if (act) act();
    else if (step > 0 && all.length && below(all[at])) scrollBy(0, 0.8 * innerHeight);
    else {
      grown.disconnect();
      const to = Math.max(0, Math.min(at + step, all.length - 1));
      if (to !== at) scrollTo(0, 0);
      at = to;
    }
    setTimeout(show, 60);
  };

  // ---- The vote: in a class it is on the phones as long ------------------------------------------------------------------
  const voting = on => {
    if (root.classList.contains('wb-voting') === on) return;
    root.classList.toggle('wb-voting', on);
    bar.querySelector('[data-wb-vote]').setAttribute('aria-pressed', on);
    dispatchEvent(new Event('workbook-vote'));
  };

  // ---- Hands ------------------------------------------------------------------------------------------------------------
  const counts = new Map();
  const votes = slide => {
    const guess = slide.querySelector('.wb-prediction'), radios = guess?.querySelector('.widget-radio');
    if (!radios || guess.querySelector('.wb-votes')) return;
    const box = Object.assign(document.createElement('div'), { className: 'wb-votes' });
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', _('Hands for each answer'));
    radios.querySelectorAll('.widget-radio-box label').forEach((label, number) => {
      const button = document.createElement('button');
      button.append(Object.assign(document.createElement('span'), { textContent: label.textContent.trim() }), document.createElement('b'));
      button.title = _('Press for one hand more, with Shift for one less');
      button.onclick = event => count(box, number, event.shiftKey ? -1 : 1);
      box.append(button);
    });
    radios.after(box);
    count(box, 0, 0);
  };
  const count = (box, number, more) => {
    if (box.matches('.wb-of-class')) return;
    counts.set(number, Math.max(0, (counts.get(number) ?? 0) + more));
    const total = Math.max(1, [...counts.values()].reduce((sum, each) => sum + each, 0));
    box.querySelectorAll('button').forEach((button, i) => {
      const hands = counts.get(i) ?? 0;
      button.querySelector('b').textContent = hands || '';
      button.style.setProperty('--vote-1', `${100 * hands / total}%`);
    });
  };

  const BUSY = 'input, select, textarea, [role="slider"], [contenteditable="true"], .widget-radio-box *';
  document.addEventListener('keydown', event => {
    if (!lecture() || event.ctrlKey || event.altKey || event.metaKey) return;
    const page = { PageDown: 1, PageUp: -1 }[event.key];  // what a clicker sends
    const arrow = event.target.closest?.(BUSY) ? 0 : { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (page || arrow) {
      event.preventDefault();
      go(page || arrow);
    } else if (/^[1-9]$/.test(event.key) && !event.target.closest?.(BUSY)) {
      document.querySelectorAll('.wb-votes button')[event.key - 1]?.click();
    } else if (event.key === 'v' && !event.target.closest?.(BUSY)) {
      bar.querySelector('[data-wb-vote]:not([hidden])')?.click();
    } else if (event.key === 'Escape') {
      document.querySelector('.wb-bar > [data-wb-lecture]')?.click();
    }
  }, true);
  document.addEventListener('click', event => {
    const step = event.target.closest?.('.wb-slides [data-go]');
    if (step) go(Number(step.dataset.go));
    if (event.target.closest?.('[data-wb-vote]')) voting(!root.classList.contains('wb-voting'));
  });
  let soon = 0;
  const showSoon = () => {
    if (!lecture()) return;
    clearTimeout(soon);
    soon = setTimeout(show, 120);
  };
  addEventListener('workbook-lecture', () => {
    at = lecture() ? nearest() : at;
    show();
  });
  const nearest = () => Math.max(0, slides().findIndex(slide => slide.getBoundingClientRect().bottom > 120));
  // A link's picture is the slide to begin with.
  let begun = false;
  const begin = () => {
    const where = document.querySelector('[data-wb-at]')?.dataset.wbAt;
    if (begun || root.dataset.stage !== 'done') return;
    begun = true;
    const found = where ? slides().findIndex(slide => slide.matches(`.part-${where}`) || slide.querySelector(`.explorer-${where}`)) : -1;
    if (found >= 0) at = found;
  };
  new MutationObserver(() => {
    begin();
    showSoon();
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-stage'] });
})();
