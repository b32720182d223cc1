"""URLs that want to lead the emulator somewhere, and the names in them."""

#: What a name server says that the attacker controls, or that knows the inside.
ADDRESSES = {
    "allowed.example": ["169.254.169.254"],
    "two.allowed.example": ["169.254.169.254", "fd00:ec2::254"],
    "mapped.allowed.example": ["::ffff:169.254.169.254"],
    "nat64.allowed.example": ["64:ff9b::a9fe:a9fe"],
    "sixtofour.allowed.example": ["2002:a9fe:a9fe::"],
    "teredo.allowed.example": ["2001:0:a9fe:a9fe::"],
    "any.allowed.example": ["0.0.0.0"],  # noqa: S104 - a value
    "all.allowed.example": ["255.255.255.255"],
    "group.allowed.example": ["224.0.0.1", "ff02::1"],
    "scoped.allowed.example": ["fe80::1%eth0"],
    "azure.allowed.example": ["168.63.129.16"],
    "alibaba.allowed.example": ["100.100.100.200"],
    "oracle.allowed.example": ["192.0.0.192"],
    "odd.allowed.example": ["2852039166", "0xa9fea9fe", "169.254.43518"],
    "empty.allowed.example": [],
    "private.example": ["10.0.0.1"],
    "public.example": ["93.184.216.34"],
    "six.example": ["fd00::1", "2606:4700::1111"],
    "metadata.google.internal": ["169.254.169.254"],
    "169.254.169.254.nip.example": ["169.254.169.254"],
    "xn--bcher-kva.example": ["10.0.0.1"],
    "fass.example": ["10.0.0.1"],
}
ALLOWED = [name for name in ADDRESSES if "allowed.example" in name] + [
    "169.254.169.254",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "0.0.0.0",  # noqa: S104 - a value
    "[::]",
    "224.0.0.1",
    "255.255.255.255",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
]


def urls(text: str) -> list[str]:
    """A table of them, one blank apart."""
    return text.split()


SCHEMES = urls("""
ftp://127.0.0.1/ file:///etc/passwd gopher://127.0.0.1:70/_x dict://127.0.0.1:11211/ ws://127.0.0.1/
wss://127.0.0.1/ ldap://127.0.0.1/ jar:http://127.0.0.1!/ data:text/plain,x javascript:alert(1)
unix:///var/run/docker.sock http+unix://%2Fvar%2Frun%2Fdocker.sock/ tcp://127.0.0.1/ http2://127.0.0.1/
httpss://127.0.0.1/ ://127.0.0.1/ //127.0.0.1/ /hook 127.0.0.1 127.0.0.1:80/hook localhost:8080
http:127.0.0.1 http:/127.0.0.1/ http:///127.0.0.1/ http:////127.0.0.1/ http:// http://? http://#
http://: http://:80/ http://. http://.. url:http://127.0.0.1/ ht+tp://127.0.0.1/ http;//127.0.0.1/
""")
CREDENTIALS = urls("""
http://user:secret@127.0.0.1/ http://user@127.0.0.1/ http://@127.0.0.1/ http://:@127.0.0.1/
http://127.0.0.1@169.254.169.254/ http://169.254.169.254@127.0.0.1/ http://127.0.0.1:80@10.0.0.1/
http://localhost:80@public.example/ http://a@b@127.0.0.1/ http://127.0.0.1%40@10.0.0.1/
http://[::1]@10.0.0.1/ https://user:p%40ss@localhost/
""")
ADDRESSES_OF_CLOUDS = urls("""
http://169.254.169.254/latest/meta-data/ http://169.254.169.254./ http://169.254.169.254:80/
http://2852039166/ http://0xa9fea9fe/ http://0XA9FEA9FE/ http://025177524776/ http://0251.0376.0251.0376/
http://0xa9.0xfe.0xa9.0xfe/ http://0xa9.254.0251.254/ http://169.254.43518/ http://169.16689662/
http://169.254.0xa9fe/ http://00000251.0376.0251.0376/ http://[::ffff:169.254.169.254]/
http://[::ffff:a9fe:a9fe]/ http://[0:0:0:0:0:ffff:a9fe:a9fe]/ http://[::169.254.169.254]/
http://[::a9fe:a9fe]/ http://[64:ff9b::169.254.169.254]/ http://[64:ff9b::a9fe:a9fe]/
http://[64:ff9b:1::a9fe:a9fe]/ http://[2002:a9fe:a9fe::]/ http://[2001:0:a9fe:a9fe::]/
http://[fe80::a9fe:a9fe]/ http://[fe80::1]/ http://[fe80::1%25eth0]/ http://[fe80::1%eth0]/
http://[fe80::1%25lo]:80/ http://[fd00:ec2::254]/ http://[fd20:ce::254]/ http://100.100.100.200/
http://0x64.0x64.0x64.0xc8/ http://168.63.129.16/ http://192.0.0.192/ http://metadata.google.internal/
http://169.254.169.254.nip.example/ http://METADATA.GOOGLE.INTERNAL./
""")
OTHER_ADDRESSES = urls("""
http://0.0.0.0/ http://0/ http://0x0/ http://00/ http://0.0/ http://0.0.0.1/ http://[::]/ http://[::%25lo]/
http://[::ffff:0.0.0.0]/ http://[0:0:0:0:0:0:0:0]/ http://224.0.0.1/ http://239.255.255.250:1900/
http://[ff02::1]/ http://255.255.255.255/ http://4294967295/ http://0xffffffff/ http://240.0.0.1/
http://10.0.0.1/ http://0x0a.0.0.1/ http://012.1/ http://192.168.1.1/ http://3232235777/ http://172.16.0.1/
http://100.64.0.1/ http://8.8.8.8/ http://134744072/ http://[fd00::1]/ http://[2606:4700::1111]/
http://[::ffff:10.0.0.1]/ http://[2002:7f00:1::]/ http://[64:ff9b::127.0.0.1]/ http://[fec0::1]/
""")
NOT_HOSTS = urls("""
http://1.2.3.400/ http://127.0.0.256/ http://256.256.256.256/ http://4294967296/ http://0x100000000/
http://127.0.0.08/ http://1.2.3.4.5/ http://127.0.0.1.1/ http://127..1/ http://127.0.0.1../ http://0x/
http://127.0.0.%31/ http://%31%32%37.0.0.1/ http://127%2e0%2e0%2e1/ http://localhost%00.example/
http://[127.0.0.1]/ http://[::1/ http://::1/ http://::1]/ http://[::1]x/ http://x[::1]/ http://[::1].example/
http://[[::1]]/ http://[]/ http://[v1.x]/ http://[::g]/ http://[1::2::3]/ http://a..b/
http://-a.example/ http://a-.example/ http://a_.example!/ http://*.allowed.example/ http://a,b/ http://$/
http://127.0.0.1:0/ http://127.0.0.1:65536/ http://127.0.0.1:99999999999/
http://127.0.0.1:-1/ http://127.0.0.1:8o/ http://127.0.0.1:80:80/ http://127.0.0.1:+80/ http://127.0.0.1:80a/
http://nowhere.example/ http://private.example/ http://public.example/ http://six.example/
http://localhost.example/ http://evillocalhost/ http://127.0.0.1.example/
""")
#: What cannot be told apart by blanks.
SPECIAL = [
    "",
    " ",
    " http://127.0.0.1/",
    "http://127.0.0.1/ ",
    "http://127.0.0.1 /",
    "http://127.0.0.1/a b",
    "http://127.0.0.1/\r\nX-A: b",
    "http://127.0.0.1\r\n/",
    "http://127.0.0.1\t/",
    "http://127.0.0.1/\x00",
    "http://127.0.0.1\x00.example/",
    "http://127.0.0.1\\@169.254.169.254/",
    "http:\\\\127.0.0.1\\",
    "http://127.0.0.1/\\..",
    "http://127.0.0.1/\u2028",
    "http://127.0.0.1/\ud800",
    "http://local\u00adhost/",
    "http://127.0.0.1\u200b/",
    "http://\u202e1.0.0.721/",
    "http://\uff11\uff16\uff19.254.169.254/",
    "http://169\u3002254\u3002169\u3002254/",
    "http://169\uff0e254\uff61169.254/",
    "http://\u2460\u2465\u2468.254.169.254/",
    "http://0\uff58a9fea9fe/",
    "http://\u0661\u0666\u0669.254.169.254/",
    "http://10\uff0e0.0.1/",
    "http://127.0.0.1\uff0f@10.0.0.1/",
    "http://allowed.example\uff0f.private.example/",
    "http://allowed.example\uff03.private.example/",
    "http://allowed.example\u2100.private.example/",
    "http://127.0.0.1:\uff18\uff10/",
    "http://[\uff1a\uff1a1]/",
    "http://b\u00fccher.example/",
    "http://fa\u00df.example/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 127 + "example/",
    "http://" + "9" * 5_000 + "/",
    "http://0x" + "f" * 60 + "/",
    "http://127.0.0.1:" + "9" * 5_000 + "/",
]
FROM_THE_NAME_SERVER = [f"https://{name}/hook" for name in ADDRESSES if "allowed" in name]
HOSTILE = [
    *SCHEMES,
    *CREDENTIALS,
    *ADDRESSES_OF_CLOUDS,
    *OTHER_ADDRESSES,
    *NOT_HOSTS,
    *SPECIAL,
    *FROM_THE_NAME_SERVER,
]
