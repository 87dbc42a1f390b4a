"""Addresses that lead inside: each must be refused before anything is connected to."""

LOOPBACK = """
127.0.0.1 127.1 127.0.1 127.255.255.254 0 0.0.0.0 0.0.0.1 2130706433 017700000001 0x7f000001
0x7f.0.0.1 0177.0.0.1 0x7f.1 0177.1 00127.0.0.1 0127.0.0.1 127.0.0.01 0x7F000001 0x7f.0x0.0x0.0x1
127.0x0.0.1 127.0.0.1. 127.1. 2130706433. 1.1.1.1.127.0.0.1
[::1] [0:0:0:0:0:0:0:1] [::] [::127.0.0.1] [::ffff:127.0.0.1] [::ffff:7f00:1]
[0:0:0:0:0:ffff:127.0.0.1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1]
[64:ff9b:1::127.0.0.1] [2002:7f00:1::] [2002:7f00:0001::1] [2001:0:7f00:1::] [::1%25lo]
[fe80::1%25lo]
localhost LOCALHOST localhost. localhost.localdomain a.localhost ip6-localhost
１２７.０.０.１ ①②⑦.⓪.⓪.① 127。0。0。1 ⑯⑨。②⑤④。⑯⑨｡②⑤④ ｌｏｃａｌｈｏｓｔ
""".split()

PRIVATE = """
10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1 192.168.1.254 100.64.0.1
100.100.100.200 100.127.255.254 169.254.0.1 169.254.169.254 169.254.170.2 0xa9fea9fe 2852039166
0251.0376.0251.0376 0xa9.0xfe.0xa9.0xfe 169.254.43518 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
198.18.0.1 198.19.255.254 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1
255.255.255.255 168.63.129.16 167772161 0xc0a80001 3232235521
[fc00::1] [fd00:ec2::254] [fdff::1] [fe80::1] [febf::1] [fec0::1] [ff02::1] [ff0e::1] [100::1]
[2001::1] [2001:db8::1] [2001:10::1] [2002::1] [2002:a00:1::1] [3fff::1] [5f00::1] [::a9fe:a9fe]
[::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::10.0.0.1]
[64:ff9b::a9fe:a9fe] [::192.168.0.1] [4000::1] [e000::1] [1::1]
""".split()

WRONG = [
    *"""
http://{host} http://example.org:{port} HTTP://127.0.0.1:{port} ftp://127.0.0.1:{port}
file:///etc/passwd gopher://127.0.0.1:{port}/_x dict://127.0.0.1:{port} ws://127.0.0.1:{port}
unix:///var/run/docker.sock data:text/plain,x javascript:alert(1) //127.0.0.1:{port}
127.0.0.1:{port} https://127.0.0.1:22 https://127.0.0.1 https://[::1]
https:127.0.0.1:{port} https:///127.0.0.1:{port} https://:{port} https:// https://user@127.0.0.1:{port}
https://user:password@example.org:{port} https://example.org:{port}@127.0.0.1:{port}
https://127.0.0.1:{port}#@example.org https://example.org%00@127.0.0.1:{port}
https://127.0.0.1%2f:{port} https://127.0.0.1:{port}\\@example.org https:\\\\127.0.0.1:{port}
https://example.org:{port}\\.127.0.0.1 https://[127.0.0.1]:{port} https://[::1:{port}
https://example.org:22 https://example.org:6379 https://example.org:99999 https://example.org:-1
""".split(),
    *"https://a..b/ https://.example.org/ https://example.org../ https://-a.example.org/".split(),
    *"https://a-.example.org/ https://exa~mple.org/ https://exa$mple.org/".split(),
    f"https://{'a' * 64}.example.org/",
    f"https://{'a.' * 130}example.org/",
    "https://127.0.0.1:{port} @example.org",
    " https://127.0.0.1:{port}",
    "https://127.0.0.1:{port}\r\nHost: example.org",
    "https://127.0.0.1:{port}\thttps://example.org",
    "https://127.0.0.1\u2028:{port}",
    "https://\ufeff127.0.0.1:{port}",
    "",
]


def corpus(port: int) -> list[str]:
    """Every address, with a port on which somebody listens."""
    hosts = [f"https://{host}:{port}/hook" for host in (*LOOPBACK, *PRIVATE)]
    return [
        *hosts,
        *(
            text.replace("{port}", str(port)).replace("{host}", f"127.0.0.1:{port}")
            for text in WRONG
        ),
    ]


EVERYBODYS = "1.1.1.1 8.8.8.8 192.0.1.1 172.32.0.1 100.128.0.1 2606:4700::1111 2a00::1".split()
