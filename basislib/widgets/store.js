// What this browser keeps of each page, and what else the kernel should know of it: the width of the screen, the state of an
// address that was gone back to. Parts of a page are asked for when they come near. The same in Voila and JupyterLab.
(() => {
  if (window.workbookStore) return;
  const PREFIX = 'treasury-basis-workbook:1:', NARROW = '(max-width: 559px)';
  const keyOf = page => PREFIX + page;
  const read = page => {
    try {
      const kept = JSON.parse(localStorage.getItem(keyOf(page)));
      return kept && typeof kept === 'object' ? kept : {};
    } catch {
      return {};
    }
  };
  const write = (page, kept) => {
    try {
      localStorage.setItem(keyOf(page), JSON.stringify(kept));
      dispatchEvent(new Event('workbook-kept'));
    } catch { /* a browser that keeps nothing, or is full: the page works without */ }
  };
  const names = () => {
    try {
      return Object.keys(localStorage).filter(key => key.startsWith(PREFIX)).map(key => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  };
  const erase = () => {
    for (const page of names()) localStorage.removeItem(keyOf(page));
    dispatchEvent(new Event('workbook-kept'));
  };

  // ---- Words to the kernel ---------------------------------------------------------------------------------------------
  const narrow = matchMedia(NARROW);
  const told = { turn: 0, asked: 0 };
  const wire = () => document.querySelector('.wb-wire input');
  const tell = () => {
    const box = wire();
    if (!box) return;
    box.value = JSON.stringify(told);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const greeted = new WeakSet();  // the boxes that have been told all of it
  const greet = () => {
    const box = wire(), holder = document.querySelector('[data-wb-kept]');
    if (!box || !holder || greeted.has(box)) return;
    greeted.add(box);
    Object.assign(told, { narrow: narrow.matches, kept: read(holder.dataset.wbPage) });
    tell();
  };
  narrow.addEventListener('change', () => {
    told.narrow = narrow.matches;
    tell();
  });
  const goTo = state => {
    Object.assign(told, { state, turn: told.turn + 1 });
    tell();
  };
  const save = () => {
    const book = Object.fromEntries(names().map(page => [page, read(page).answers]));
    Object.assign(told, { book, asked: told.asked + 1 });
    tell();
    delete told.book;
  };

  // ---- Words from the kernel -------------------------------------------------------------------------------------------
  const keep = holder => {
    if (holder.dataset.wbHeard !== '1') return;
    delete told.kept;  // it need not be told again
    const { wbPage: page, wbKept: kept } = holder.dataset;
    const now = { ...read(page), ...JSON.parse(kept) };
    for (const [name, value] of Object.entries(now)) if (value === null) delete now[name];
    if (Object.keys(now).length) write(page, now);
  };

  // ---- What the reader has done, page by page, wherever the pages are listed -------------------------------------------------
  const WORDS = window.workbookWords;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const done = ({ answers }) => {
    const rows = Object.values(answers?.by?.[answers.seed] ?? {});
    const right = rows.filter(row => row?.verdict === 'correct').length;
    if (!right && !answers?.guess) return '';
    return right >= answers.of ? WORDS.done : fill(WORDS.right, { right, of: answers.of });
  };
  const progress = () => document.querySelectorAll('[data-wb-progress]').forEach(item => {
    const small = item.querySelector('small'), said = done(read(item.dataset.wbProgress));
    if (small && small.textContent !== said) small.textContent = said;
  });
  for (const type of ['workbook-kept', 'storage', 'pageshow']) addEventListener(type, progress);

  // ---- Parts that come near --------------------------------------------------------------------------------------------
  // A part that is folded has no place on the screen, so it is not near.
  const near = new IntersectionObserver(list => {
    for (const { target, isIntersecting } of list) if (isIntersecting) {
      near.unobserve(target);
      target.click();
    }
  }, { rootMargin: '900px 0px' });

  // ---- The first picture stands there as plain HTML until its widgets do --------------------------------------------------
  const POSTER = '.wb-poster', LIVE = '.wb-page .wb-first';
  const replace = () => {
    const poster = document.querySelector(POSTER), live = document.querySelector(LIVE);
    if (!poster || !live?.querySelector('svg.picture')) return;
    const radios = [...live.querySelectorAll('.wb-prediction input[type="radio"]')];
    if (poster.querySelector('input') && !radios.length && live.matches('.wb-covered')) return;
    const chosen = [...poster.querySelectorAll('input')].findIndex(input => input.checked);
    const focused = poster.contains(document.activeElement);
    poster.remove();
    document.documentElement.classList.remove('wb-waits');
    if (chosen >= 0) radios[chosen]?.click();
    if (focused) (radios[Math.max(chosen, 0)] ?? live.querySelector('button')).focus({ preventScroll: true });
  };

  const look = node => {
    if (node.nodeType !== 1) return;
    const each = (selector, act) => {
      if (node.matches(selector)) act(node);
      node.querySelectorAll(selector).forEach(act);
    };
    if (document.querySelector('.wb-wire')) greet();
    each('[data-wb-kept]', keep);
    each('[data-wb-progress]', progress);
    replace();
  };
  const watched = new WeakSet();
  const watch = () => document.querySelectorAll('button.wb-near').forEach(button => {
    if (watched.has(button)) return;
    watched.add(button);
    near.observe(button);
  });
  new MutationObserver(list => {
    for (const change of list) change.addedNodes.forEach(look);
    watch();  // a widget gets its class after it has its place
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
  // The button that asks for the file would know this page only; the browser knows all.
  document.addEventListener('click', event => {
    if (!event.target.closest?.('.wb-book') || !wire()) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    save();
  }, true);
  // The first press asks, the second erases.
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[data-wb-forget]');
    if (!button) return;
    if (button.dataset.words) {
      erase();
      location.reload();
      return;
    }
    button.dataset.words = button.textContent;
    button.textContent = WORDS.sure;
    setTimeout(() => {
      button.textContent = button.dataset.words;
      delete button.dataset.words;
    }, 4000);
  });
  window.workbookStore = { PREFIX, read, write, names, erase, goTo };
  look(document.body);
})();
