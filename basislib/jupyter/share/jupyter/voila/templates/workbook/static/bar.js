// The bar: its menu, printing, what this browser keeps, links that lead to their part, and where a reload comes back to.
(() => {
  const _ = window.workbookSay;  // from load.js
  const PREFIX = 'treasury-basis-workbook:1:';  // as in store.js, which need not be there yet
  const kept = page => {
    try { return JSON.parse(localStorage.getItem(PREFIX + page)) ?? {}; } catch { return {}; }
  };
  const all = () => Object.fromEntries(Object.keys(localStorage).filter(key => key.startsWith(PREFIX))
    .map(key => [key.slice(PREFIX.length), kept(key.slice(PREFIX.length))]));
  const say = text => { document.querySelector('.wb-menu-said').textContent = text; };
  const download = (name, text) => {
    const link = Object.assign(document.createElement('a'), { download: name, href: `data:application/json,${encodeURIComponent(text)}` });
    link.click();
  };

  // ---- Printing: every part is made and every fold opened first -------------------------------------------------------
  const whole = async () => {
    for (let round = 0, calm = 0; round < 80 && calm < 3; round += 1) {  // a widget's parts come one after the other
      const missing = document.querySelectorAll('button.wb-near');
      const drawn = [...document.querySelectorAll('.wb-page .wb-section .wb-slot')].every(slot =>
        slot.childElementCount && [...slot.querySelectorAll('.wb-explorer')].every(explorer => explorer.querySelector('svg.picture')));
      calm = !missing.length && drawn && document.querySelector('.wb-page .wb-answers') ? calm + 1 : 0;
      missing.forEach(button => button.click());
      say(_('Drawing the pictures that are folded…'));
      await new Promise(resolve => setTimeout(resolve, 300));
    }
  };
  const openFolds = () => document.querySelectorAll('#rendered_cells details:not([open])').forEach(fold => {
    fold.open = true;
    fold.dataset.wbPrinted = '';
  });
  addEventListener('beforeprint', openFolds);
  addEventListener('afterprint', () => document.querySelectorAll('[data-wb-printed]').forEach(fold => {
    fold.open = false;
    delete fold.dataset.wbPrinted;
  }));

  const acts = {
    'data-wb-print': async () => {
      await whole();
      say('');
      document.querySelector('.wb-contents').open = false;
      window.print();
    },
    'data-wb-save': () => download('treasury_basis_progress.json', JSON.stringify({ workbook: 1, pages: all() })),
    'data-wb-load': () => {
      const input = Object.assign(document.createElement('input'), { type: 'file', accept: '.json,application/json' });
      input.onchange = async () => {
        try {
          const { workbook, pages } = JSON.parse(await input.files[0].text());
          if (workbook !== 1 || typeof pages !== 'object') throw new Error();
          for (const [page, value] of Object.entries(pages)) localStorage.setItem(PREFIX + page, JSON.stringify(value));
          location.reload();
        } catch {
          say(_('This is no file that was saved here.'));
        }
      };
      input.click();
    },
    'data-wb-erase': button => {
      if (!button.dataset.sure) {
        button.dataset.sure = 'yes';
        button.dataset.words = button.textContent;
        button.textContent = _('Press again to erase guesses and answers of all pages');
        setTimeout(() => {
          delete button.dataset.sure;
          button.textContent = button.dataset.words;
        }, 4000);
        return;
      }
      for (const page of Object.keys(all())) localStorage.removeItem(PREFIX + page);
      location.assign(location.pathname);
    },
  };
  document.addEventListener('click', event => {
    const menu = document.querySelector('.wb-contents');
    if (event.isTrusted && menu?.open && !menu.contains(event.target)) menu.open = false;  // a reader's click, no script's
    for (const [name, act] of Object.entries(acts)) {
      const button = event.target.closest?.(`[${name}]`);
      if (button) act(button);
    }
  });
  document.addEventListener('keydown', event => {
    const menu = document.querySelector('.wb-contents[open]');
    if (event.key !== 'Escape' || !menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });

  // ---- A link leads to its part: the fold is opened, the part is asked for, and when it is there the page stands at it ------
  const ask = section => {
    section.closest('.wb-fold:not(.wb-open)')?.querySelector('[data-wb-opens="wb-fold"]').click();
    section.querySelector('button.wb-near')?.click();
  };
  const lead = () => {
    const at = document.querySelector('[data-wb-at]')?.dataset.wbAt;
    if (!at) return;
    let asked = false, tries = 0;
    const bring = place => document.documentElement.classList.contains('lecture') ? scrollTo(0, 0) : place.scrollIntoView();
    const arrive = () => {
      const place = document.querySelector(`.part-${CSS.escape(at)}`);
      if (!place || place.querySelector('.wb-first')) return Boolean(place);
      if (!asked) {
        asked = true;
        ask(place);
        bring(place);
      }
      const there = place.querySelector('.wb-explorer') ? place.querySelector('svg.picture') : place.querySelector('.wb-slot > :not(.wb-near)');
      if (there) bring(place);
      return Boolean(there);
    };
    if (arrive()) return;
    const wait = setInterval(() => { if (arrive() || (tries += 1) > 60) clearInterval(wait); }, 250);
  };

  // ---- A reload comes back to what was being read --------------------------------------------------------------------
  // The browser would go back to a number of pixels, and the parts above are not made yet.
  const PLACE = `wb-place:${location.pathname}`;
  const sections = () => [...document.querySelectorAll('.wb-page .wb-section')];
  addEventListener('pagehide', () => {
    const inside = sections().filter(section => section.checkVisibility());
    const read = inside.findLast(section => section.getBoundingClientRect().top <= innerHeight / 3);
    const place = read && scrollY >= 50 ? [sections().indexOf(read), read.getBoundingClientRect().top] : [];
    try { sessionStorage.setItem(PLACE, JSON.stringify(place)); } catch { /* a browser that keeps nothing */ }
  });
  const comeBack = () => {
    let place = [];
    try { place = JSON.parse(sessionStorage.getItem(PLACE)) ?? []; } catch { /* then it begins at its top */ }
    const [number, top] = place, read = sections()[number];
    if (!read) return;
    ask(read);
    let tries = 0;
    const settle = setInterval(() => {
      const off = read.getBoundingClientRect().top - top;
      if (Math.abs(off) > 1) scrollBy(0, off);
      if ((tries += 1) > 12) clearInterval(settle);
    }, 250);
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(type, () => clearInterval(settle), { once: true });
  };
  history.scrollRestoration = 'manual';

  const comes = performance.getEntriesByType('navigation')[0]?.type;
  new MutationObserver((_, observer) => {
    if (document.documentElement.dataset.stage !== 'done') return;
    observer.disconnect();
    (comes === 'navigate' ? lead : comeBack)();
  }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-stage'] });
})();
