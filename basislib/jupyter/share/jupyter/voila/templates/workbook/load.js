// Sees a page through its load, and its reader through a lost connection: what is missing is said and, if it can be, mended.
// It stands in the page itself, as it must be there when other scripts are not.
(() => {
  // What scripts say, in the reader's language: the template writes down the words of those that are not English.
  const WORDS = JSON.parse(document.getElementById('workbook-words')?.textContent ?? '{}');
  const _ = window.workbookSay = (text, facts = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  const STOPPED = _('The calculation behind this page has stopped. Reload to go on; your settings are kept.');
  const LOST = _('The connection to the server is lost. This page goes on by itself when the server answers again.');
  const UNSURE = _('The connection was lost for a moment. If your last move did nothing, make it again or reload this page.');
  const CUT = _('This page has arrived only in part.');
  const UNCALCULATED = _('Part of this page could not be calculated.');
  const { baseUrl, fullStaticUrl, federated_extensions: extensions } =
    JSON.parse(document.getElementById('jupyter-config-data').textContent);
  const NEEDED = /@jupyter-widgets|@voila-dashboards/;  // of the extensions; whatever else is installed may be missing

  const manager = () => window.jupyterapp?.widgetManager;
  const sleep = time => new Promise(resolve => setTimeout(resolve, time));
  const pauses = function* () { for (let pause = 1000; ; pause = Math.min(2 * pause, 30_000)) yield pause; };

  const said = () => document.querySelector('.wb-alert')?.dataset.text ?? '';
  const say = text => {
    if (said() === text) return;
    if (!document.body) {  // cut in its head, a page paints nothing, whatever is appended; but it is not cut for certain yet
      if (waited < SILENCE) return;
      document.write('<body>');
      document.documentElement.dataset.stage = stage;
    }
    const bar = document.querySelector('.wb-alert') ?? document.body.appendChild(
      Object.assign(document.createElement('div'), { className: 'wb-alert', role: 'alert' }));
    bar.dataset.text = text;
    const button = document.createElement('button');
    button.textContent = _('Reload this page');
    button.onclick = loadAgain;
    bar.replaceChildren(...text ? [`${text} `, button] : []);
  };
  const unsay = (...texts) => { if (texts.includes(said())) say(''); };

  // ---- Loading again -------------------------------------------------------------------------------------------------
  // By itself once, until the reader has used the page or comes anew; where the browser remembers nothing, never.
  const memory = (name, ...value) => {
    try {
      const key = `workbook-${name}:${location.pathname}`, before = sessionStorage.getItem(key) ?? '';
      if (value.length) sessionStorage.setItem(key, value[0]);
      return before;
    } catch {
      return undefined;
    }
  };
  const comes = performance.getEntriesByType('navigation')[0]?.type;
  if (comes === 'navigate') memory('reloaded', '');
  const leave = () => {
    dispatchEvent(new Event('workbook-leaves'));
    location.reload();
  };
  const loadAgain = async () => {
    const answers = () => fetch(`${fullStaticUrl}/voila.js`, { method: 'HEAD', cache: 'no-store', redirect: 'manual',
      signal: AbortSignal.timeout(10_000) }).then(reply => reply.status < 500, () => false);
    for (const pause of pauses()) {
      if (await answers()) return leave();
      say(LOST);  // a browser's own error page would not come back
      await sleep(pause);
    }
  };
  const reload = () => { if (memory('reloaded', 'yes') === '') loadAgain(); };

  // ---- The stages of a load ------------------------------------------------------------------------------------------
  // Patience is counted in seconds of ticks, which come late where all is slow, and begins anew with any progress: at
  // `patience` a sentence says what is missing, at `limit` the page is loaded again.
  const TICK = 250, SILENCE = 45;
  const STAGES = {
    page: { doing: _('Starting the calculation…'), missing: _('The server has not finished this page yet.'),
      patience: 25, limit: 120, progress: () => document.querySelectorAll('[cell-index]').length },
    scripts: { doing: _('Loading the page…'), missing: _('Some files of this page have not arrived.'),
      patience: 30, limit: 90, progress: () => performance.getEntriesByType('resource').length },
    kernel: { doing: _('Connecting to the calculation…'), missing: _('This page has no connection to its calculation.'),
      patience: 20, limit: 30, progress: () => Boolean(manager()) },
    widgets: { doing: _('Setting up the controls…'), missing: _('Some controls of this page have not appeared.'),
      patience: 20, limit: 30,
      progress: () => document.querySelectorAll('.jupyter-widgets').length + (manager().registeredModels?.size ?? 0) },
  };
  let stage = '', broken = false, used = false, waited = 0, silent = 0, progress = 0, scripts = 0, places = [];
  const rendered = place => place.querySelector('.jp-OutputArea-output')?.childElementCount > 0;
  const failed = place => place.querySelector('.jp-OutputArea-output.jupyter-widgets') && !rendered(place);

  const present = () =>
    broken ? 'broken'
    : document.readyState === 'loading' ? 'page'
    : !extensions.every(({ name }) => !NEEDED.test(name) || window._JUPYTERLAB?.[name]) ? 'scripts'
    : stage !== 'widgets' && manager()?.kernel.connectionStatus !== 'connected' ? 'kernel'
    : places.every(rendered) ? 'done' : 'widgets';
  const enter = next => {
    unsay(STAGES[stage]?.missing);
    stage = document.documentElement.dataset.stage = next;
    waited = silent = progress = 0;
    const status = document.querySelector('.wb-stage');
    if (status) status.textContent = STAGES[stage]?.doing ?? '';
    if (stage === 'done' && comes !== 'navigate' && !used) scrollTo(0, memory('place') ?? 0);
  };
  const breakOff = text => {
    if (broken) return;
    broken = true;
    enter('broken');
    say(text);
    reload();
  };
  const look = () => {
    if (stage === 'done') return;
    const next = present();
    if (next !== stage) enter(next);
    if (!STAGES[stage]) return;
    if (window.jupyterapp && !manager()) return breakOff(STAGES.kernel.missing);
    if (places.some(failed) || document.querySelector('.jupyter-widgets-error-widget')) return breakOff(STAGES.widgets.missing);
    const [before, parts] = [progress, scripts];
    progress = STAGES[stage].progress();
    scripts = document.scripts.length;  // Voila sends one every ten seconds while a cell runs; a cut page gets no event
    waited = progress > before ? 0 : waited + TICK / 1000;
    silent = scripts > parts ? 0 : silent + TICK / 1000;
    if (!waited) unsay(STAGES[stage].missing);
    if (waited >= STAGES[stage].patience) say(STAGES[stage].missing);
    if (waited === STAGES[stage].limit || (stage === 'page' && silent === SILENCE)) reload();
  };

  document.addEventListener('DOMContentLoaded', () => {
    const outputs = [...document.querySelectorAll('script[type="application/vnd.voila.cell-output+json"]')];
    places = outputs.filter(output => 'application/vnd.jupyter.widget-view+json' in JSON.parse(output.textContent).data)
      .map(output => output.parentElement);
    if (!document.body?.dataset.kernelId) breakOff(CUT);
    else if (document.querySelector('[data-mime-type="application/vnd.jupyter.stderr"]')) breakOff(UNCALCULATED);
  });
  // The scripts in one may be replaced by Voila's own, whether they do not arrive or are no scripts; nothing else may.
  addEventListener('error', event => {
    const inOne = document.querySelector('script[data-else]');
    const [file, other] = [event.target.src ?? event.target.href, '/labextensions/'];
    const missing = event.target.matches?.('script, link[rel="stylesheet"]') && (!file.includes(other) || NEEDED.test(file));
    if (inOne && (event.target === inOne || event.filename === inOne.src)) {
      document.head.append(Object.assign(document.createElement('script'), { src: inOne.dataset.else }));
      inOne.removeAttribute('data-else');
    } else if (STAGES[stage] && (missing || event.error instanceof SyntaxError)) breakOff(STAGES.scripts.missing);
  }, true);
  for (const type of ['wheel', 'touchmove', 'pointerdown', 'keydown']) addEventListener(type, () => { used = true; }, { passive: true });
  // Voila ends the kernel of a page that is left, once its scripts are there; before that, it is done here.
  addEventListener('pagehide', () => {
    if (stage === 'done') memory('place', scrollY);
    const { kernelId } = JSON.parse([...document.querySelectorAll('#jupyter-config-data')].at(-1).textContent);
    if (!kernelId || manager()) return;
    const form = new FormData();
    form.append('_xsrf', document.cookie.match('\\b_xsrf=([^;]*)')?.[1] ?? '');
    navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
  });
  addEventListener('pageshow', event => { if (event.persisted) leave(); });  // its kernel is gone

  // ---- The connection ------------------------------------------------------------------------------------------------
  const ask = kernel => {
    const xsrf = document.cookie.match('\\b_xsrf=([^;]*)')?.[1];
    return fetch(`${kernel.serverSettings.baseUrl}api/kernels/${kernel.id}`,
      { headers: xsrf ? { 'X-XSRFToken': xsrf } : {}, signal: AbortSignal.timeout(10_000) })
      .then(reply => reply.ok ? reply.json() : { execution_state: reply.status === 404 ? 'dead' : 'away' })
      .then(model => model.execution_state, () => 'away');
  };

  // What was under way when a connection broke may be lost, and a control whose message gets no answer sends no other.
  // When the widgets have been read anew, all that had arrived is answered: the rest is set again, and so sent again.
  const carry = kernel => {
    const unanswered = new Map();
    let doubtful = [];
    const again = async message => {
      const { method, state } = message.content.data ?? {};
      const model = ['update', 'custom'].includes(method) && await manager().get_model(message.content.comm_id);
      if (!model) return;
      if (method === 'custom' || message.buffers?.length || !model._handle_status) return say(UNSURE);
      const latest = { ...state, ...model._msg_buffer };
      model._handle_status({ content: { execution_state: 'idle' } });
      model.set(latest);
      model.save_changes();
    };
    kernel.anyMessage.connect((_, { msg, direction }) => {
      if (direction === 'send') unanswered.set(msg.header.msg_id, msg);
      else if (msg.channel === 'shell' || msg.content.execution_state === 'idle') unanswered.delete(msg.parent_header.msg_id);
    });
    kernel.connectionStatusChanged.connect((_, status) => { if (status === 'connected') doubtful = [...unanswered.keys()]; });
    manager().restored.connect(() => {
      const lost = doubtful.filter(id => unanswered.has(id)).map(id => unanswered.get(id));
      for (const id of doubtful.splice(0)) unanswered.delete(id);
      lost.forEach(again);
    });
    return unanswered;
  };

  const watch = kernel => {
    const unanswered = carry(kernel);
    let over = false, recovering = false, timer = 0, checked = 0, silent = 0, deaf = 8, last = Date.now(), left = false;
    const end = (text, byItself) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      if (stage !== 'done') return breakOff(text);
      say(text);
      if (byItself && !left) reload();
    };
    const reconnect = () => { if (!kernel.isDisposed) kernel.reconnect().catch(() => {}); };  // what came of it is seen
    const recover = async () => {
      if (over || recovering) return;
      recovering = true;
      let away = false;  // a server that was gone has lost all kernels; one that was there all the time has ended this one
      say(LOST);
      for (const pause of pauses()) {
        const state = await ask(kernel);
        away ||= state === 'away';
        if (state === 'dead' || (state !== 'away' && kernel.isDisposed)) end(STOPPED, away);
        if (over || (state !== 'away' && kernel.connectionStatus === 'connected')) break;
        if (state !== 'away') reconnect();
        await sleep(pause);
      }
      recovering = false;
      unsay(LOST);
    };
    // A kernel that was ended for idling says nothing, and a connection may be gone without a word.
    const check = async () => {
      if (over || document.hidden || stage !== 'done') return;
      checked = Date.now();
      const state = await ask(kernel);
      if (state === 'dead') end(STOPPED);
      else if (state === 'away' || kernel.connectionStatus !== 'connected') recover();
      else kernel.requestKernelInfo().catch(() => {});  // no answer is an answer, too
    };
    const listen = () => {
      const slept = Date.now() - last > 20_000;
      last = Date.now();
      if (slept) check();
      if (!unanswered.size) [silent, deaf] = [0, 8];
      else silent += TICK / 1000;
      if (over || silent < deaf || kernel.connectionStatus !== 'connected') return;
      silent = 0;
      ask(kernel).then(state => {
        if (over || state === 'busy') return;
        if (state === 'dead' || state === 'away') return recover();
        deaf *= 2;
        reconnect();
      });
    };
    kernel.anyMessage.connect((_, { direction }) => { if (direction === 'recv') silent = 0; });
    kernel.statusChanged.connect((_, status) => {
      if (status === 'autorestarting' || status === 'restarting') end(STOPPED);
      if (status === 'dead') ask(kernel).then(state => state === 'dead' ? end(STOPPED) : recover());
    });
    kernel.connectionStatusChanged.connect((_, status) => {
      clearTimeout(timer);
      if (status === 'connected') unsay(LOST);
      else if (!over) timer = setTimeout(recover, left ? 30_000 : 2500);  // short breaks heal themselves
    });
    addEventListener('beforeunload', () => { left = true; });  // a reader who goes is not told that all is lost
    const touched = event => {
      if (stage !== 'done' || event.target.closest?.('.wb-alert')) return;
      memory('reloaded', '');
      unsay(UNSURE);
      if (Date.now() - checked > 20_000) check();
    };
    for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, touched, true);
    for (const type of ['visibilitychange', 'online', 'offline']) addEventListener(type, check, true);
    return listen;
  };

  let listen = null;
  const tick = () => {
    look();
    if (manager()) (listen ??= watch(manager().kernel))();
  };
  setInterval(tick, TICK);
  look();
})();
