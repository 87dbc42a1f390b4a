/** Fifty names of symbols, rooms and layouts, each a way to make a careless page run something. */
const SCRIPTS = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '"><script>alert(3)</script>',
  '<SCRIPT SRC=//evil.invalid/x.js></SCRIPT>',
  '<script>alert`4`</script>',
  '</title><script>alert(5)</script>',
  '</textarea><script>alert(6)</script>',
  '</style><script>alert(7)</script>',
  '<!--<script>alert(8)//-->',
  '<scr<script>ipt>alert(9)</scr</script>ipt>',
];
const EVENTS = [
  '<img src=x onerror=alert(10)>',
  '"><img src=x onerror=alert(11)>',
  "'><img src=x onerror=alert(12)>",
  '<svg onload=alert(13)>',
  '<svg><animate onbegin=alert(14) attributeName=x>',
  '<body onload=alert(15)>',
  '<details open ontoggle=alert(16)>',
  '<input autofocus onfocus=alert(17)>',
  '<video><source onerror=alert(18)>',
  '<iframe srcdoc="<script>alert(19)</script>">',
  '<math><mi xlink:href="javascript:alert(20)">x',
  '" onmouseover="alert(21)',
  "' onfocus='alert(22)' autofocus='",
  '` onclick=alert(23)`',
  '<a href="javascript:alert(24)">x</a>',
];
const ADDRESSES = [
  'javascript:alert(25)',
  'JaVaScRiPt:alert(26)',
  'java\tscript:alert(27)',
  'data:text/html,<script>alert(28)</script>',
  'vbscript:msgbox(29)',
  '//evil.invalid/30',
  'https://evil.invalid/31',
  '..\\..\\32',
  '%2e%2e%2f33',
  '?q=1&open=34#x',
];
const TEMPLATES = [
  '{{constructor.constructor("alert(35)")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the trick
  '${alert(36)}',
  '<%= alert(37) %>',
  '#{alert(38)}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];
const LETTERS = [
  '\u202egnp.exe',
  'BTC\u0000USDT',
  '\ud800',
  'Ａ'.repeat(60),
  '%00%0d%0aSet-Cookie:x=1',
  '&lt;script&gt;alert(49)&lt;/script&gt;',
  "'; DROP TABLE markets; --",
];

export const hostile: readonly string[] = [
  ...SCRIPTS,
  ...EVENTS,
  ...ADDRESSES,
  ...TEMPLATES,
  ...LETTERS,
];
