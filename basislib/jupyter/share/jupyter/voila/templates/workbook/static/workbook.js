// Pages in Voila: lecture view, the state in the address bar, and a word when the calculation has stopped.
(() => {
  const root = document.documentElement;
  root.classList.toggle('lecture', new URLSearchParams(location.search).get('mode') === 'lecture');  // before anything is painted

  // Voila ends a reader's kernel when the page is left, but its server refuses without this cookie, which it never sets.
  const { baseUrl } = JSON.parse(document.getElementById('jupyter-config-data').textContent);
  if (!/\b_xsrf=/.test(document.cookie))
    document.cookie = `_xsrf=${crypto.getRandomValues(new Uint32Array(4)).join('')}; path=${baseUrl}; SameSite=Strict`;

  // The address holds the state, so a bookmark, a copied address and a reload bring the page back as it was.
  let pending = 0;
  const write = () => {
    const lecture = root.classList.contains('lecture');
    for (const button of document.querySelectorAll('[data-wb-lecture]')) button.setAttribute('aria-pressed', lecture);
    const state = new URLSearchParams(lecture ? { mode: 'lecture' } : {});  // nothing else is kept, least of all a token
    const waiting = holder => holder.closest('.wb-explorer') && !holder.getClientRects().length;  // for the reader's guess
    const holders = [...document.querySelectorAll('[data-wb-state]')].filter(holder => !waiting(holder));
    for (const holder of holders) new URLSearchParams(holder.dataset.wbState).forEach((value, key) => state.set(key, value));
    const query = state.size ? `?${state}` : '';
    if (holders.length && query !== location.search) history.replaceState(null, '', location.pathname + query + location.hash);
  };
  const writeSoon = () => { clearTimeout(pending); pending = setTimeout(write, 400); };
  document.addEventListener('click', event => {
    if (!event.target.closest?.('[data-wb-lecture]')) return;
    root.classList.toggle('lecture');
    dispatchEvent(new Event('resize'));
    write();
  });

  const say = text => {
    const bar = document.querySelector('.wb-alert');
    if (bar.dataset.text === text) return;
    bar.dataset.text = text;
    bar.replaceChildren();
    if (!text) return;
    const button = document.createElement('button');
    button.textContent = 'Reload this page';
    button.onclick = () => location.reload();
    bar.append(`${text} `, button);
  };

  const STOPPED = 'The calculation behind this page has stopped. Reload to go on; your settings are kept.';
  const LOST = 'The connection to the server is lost.';
  const watch = kernel => {
    let stopped = false, timer = 0, checked = 0;
    const stop = () => { stopped = true; clearTimeout(timer); say(STOPPED); };
    kernel.statusChanged.connect((_, status) => {
      if (['autorestarting', 'restarting', 'dead'].includes(status)) stop();
    });
    kernel.connectionStatusChanged.connect((_, status) => {
      clearTimeout(timer);
      if (stopped) return;
      if (status === 'connected') say('');
      else timer = setTimeout(() => say(LOST), status === 'connecting' ? 2500 : 0);  // short breaks heal themselves
    });
    // A kernel that was stopped for idling says nothing: ask on the first touch after a rest.
    const check = () => {
      if (stopped || document.hidden || Date.now() - checked < 20000) return;
      checked = Date.now();
      const xsrf = document.cookie.match('\\b_xsrf=([^;]*)')?.[1];
      fetch(`${kernel.serverSettings.baseUrl}api/kernels/${kernel.id}`, { headers: xsrf ? { 'X-XSRFToken': xsrf } : {} })
        .then(reply => { if (reply.status === 404) stop(); }, () => {});
    };
    for (const type of ['pointerdown', 'keydown', 'visibilitychange']) document.addEventListener(type, check, true);
  };

  addEventListener('load', () => {
    new MutationObserver(writeSoon).observe(document.body, { childList: true, subtree: true });
    writeSoon();
    const giveUp = Date.now() + 60000;
    const wait = () => {
      const kernel = window.jupyterapp?.widgetManager?.kernel;
      if (kernel) watch(kernel);
      else if (Date.now() < giveUp) setTimeout(wait, 250);
      else say('The calculation behind this page has not started.');
    };
    wait();
  });
  addEventListener('pageshow', event => { if (event.persisted) location.reload(); });  // its kernel is gone
})();
