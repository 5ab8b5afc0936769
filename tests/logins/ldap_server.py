"""An LDAP server with a small directory; run as a program it prints its port and serves."""

from io import BytesIO

TREE = b"""\
dn: dc=example,dc=cn
objectClass: dcObject
dc: example

dn: ou=people,dc=example,dc=cn
objectClass: organizationalUnit
ou: people

dn: cn=reader,dc=example,dc=cn
objectClass: person
cn: reader
sn: reader
userPassword: reads-for-us

dn: uid=wang.li,ou=people,dc=example,dc=cn
objectClass: inetOrgPerson
uid: wang.li
cn: Wang Li
sn: Wang
userPassword: of-the-directory

dn: uid=qian.yi,ou=people,dc=example,dc=cn
objectClass: inetOrgPerson
uid: qian.yi
cn: Qian Yi
sn: Qian
nsAccountLock: TRUE
userPassword: of-the-directory

dn: uid=sun.er,ou=people,dc=example,dc=cn
objectClass: user
uid: sun.er
cn: Sun Er
sn: Sun
userAccountControl: 514
userPassword: of-the-directory

dn: uid=nobody.here,ou=people,dc=example,dc=cn
objectClass: inetOrgPerson
uid: nobody.here
cn: Nobody
sn: Nobody
userPassword: of-the-directory

"""


def main():
    from ldaptor.inmemory import fromLDIFFile
    from ldaptor.interfaces import IConnectedLDAPEntry
    from ldaptor.protocols.ldap.ldapserver import LDAPServer
    from twisted.internet import reactor
    from twisted.internet.protocol import ServerFactory
    from twisted.python.components import registerAdapter

    class Factory(ServerFactory):
        protocol = LDAPServer

        def __init__(self, root):
            self.root = root

    registerAdapter(lambda factory: factory.root, Factory, IConnectedLDAPEntry)

    def serve(root):
        listening = reactor.listenTCP(0, Factory(root), interface="127.0.0.1")
        print(listening.getHost().port, flush=True)

    fromLDIFFile(BytesIO(TREE)).addCallback(serve)
    reactor.run()


if __name__ == "__main__":
    main()
