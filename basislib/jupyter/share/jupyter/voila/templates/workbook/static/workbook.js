// Pages in Voila: the state in the address bar.
(() => {
  const root = document.documentElement;
  root.classList.toggle('lecture', new URLSearchParams(location.search).get('mode') === 'lecture');  // before anything is painted

  // Voila ends a reader's kernel when the page is left, but its server refuses without this cookie, which it never sets.
  const { baseUrl } = JSON.parse(document.getElementById('jupyter-config-data').textContent);
  if (!/\b_xsrf=/.test(document.cookie))
    document.cookie = `_xsrf=${crypto.getRandomValues(new Uint32Array(4)).join('')}; path=${baseUrl}; SameSite=Strict`;

  // The address holds the state, so a bookmark, a copied address and a reload bring the page back as it was. A page that
  // is not whole leaves the address alone: it does not know all of the state. A pause in moving makes an entry of the
  // history, so that the browser's Back undoes what was done since the one before.
  const SOON = 400, REST = 1500;
  let pending = 0, resting = 0, going = false;
  const stateNow = () => {
    const lecture = root.classList.contains('lecture');
    for (const button of document.querySelectorAll('[data-wb-lecture]')) button.setAttribute('aria-pressed', lecture);
    const state = new URLSearchParams(lecture ? { mode: 'lecture' } : {});  // nothing else is kept, least of all a token
    const holders = [...document.querySelectorAll('[data-wb-state]:not([data-wb-home])')];  // at home it shows what it showed at first
    for (const holder of holders) new URLSearchParams(holder.dataset.wbState).forEach((value, key) => state.set(key, value));
    return holders.length ? state : null;
  };
  const write = entry => {
    const state = stateNow();
    if (root.dataset.stage !== 'done' || !state) return;
    const query = state.size ? `?${state}` : '';
    if (query === location.search) return;
    const place = location.pathname + query + location.hash;
    if (entry && window.workbookStore && document.querySelector('.wb-page .wb-wire')) history.pushState(null, '', place);
    else history.replaceState(history.state, '', place);
  };
  let begun = '';  // the address before the reader began to move
  const writeSoon = () => {
    clearTimeout(pending);
    clearTimeout(resting);
    pending = setTimeout(() => {
      if (going) {
        going = false;
        return write(false);
      }
      const before = location.search;
      write(Boolean(begun === '' && moved));
      if (location.search !== before) begun = before || '?';
      resting = setTimeout(() => { begun = ''; }, REST);
    }, SOON);
  };
  let moved = false;  // by the reader: what a page does by itself makes no entry
  for (const type of ['pointerdown', 'keydown'])
    document.addEventListener(type, event => { moved ||= Boolean(event.target.closest?.('.wb-explorer')); }, true);
  addEventListener('popstate', () => {
    if (!window.workbookStore || !document.querySelector('.wb-page .wb-wire')) return;
    going = true;
    root.classList.toggle('lecture', new URLSearchParams(location.search).get('mode') === 'lecture');
    window.workbookStore.goTo(location.search.slice(1));
  });

  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-wb-lecture]')) return;
    root.classList.toggle('lecture');
    dispatchEvent(new Event('resize'));
    dispatchEvent(new Event('workbook-lecture'));
    write(false);
  });

  // The same page in another language, as it is now; `lang` in an address asks for it too, where no server has seen to it.
  const translate = option => {
    const place = new URL(option.dataset.wbPage, location.href), state = stateNow() ?? new URLSearchParams(location.search);
    state.delete('lang');
    place.search = state;
    location.assign(place);
  };
  document.addEventListener('change', event => {
    if (event.target.matches?.('[data-wb-language]')) translate(event.target.selectedOptions[0]);
  });
  addEventListener('DOMContentLoaded', () => {
    const asked = new URLSearchParams(location.search).get('lang');
    const option = [...document.querySelectorAll('[data-wb-language] option:not([selected])')].find(each => each.value === asked);
    if (option) translate(option);
  });

  addEventListener('workbook-leaves', () => write(false));
  addEventListener('load', () => {
    new MutationObserver(writeSoon).observe(document.body, { childList: true, subtree: true });
    writeSoon();
  });
})();
