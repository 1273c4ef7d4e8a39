package goldset.run;

import java.io.Serial;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where requests may go whose address a client named: to public addresses, and to those others that
 * the operator allows. A name is looked up here once, and the request then goes to the address that
 * was looked at, so that the name can't mean another a moment later.
 */
public final class Reach {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Pattern BEGINNING = Pattern.compile("(?i)https?://");
    private static final int PORT_MAX = 65_535;

    /** Not public: of this host, of a private or shared network, of a link, reserved. */
    private static final List<Block> CLOSED =
            blocks(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "::/96",
                    "::ffff:0:0:0/96",
                    "64:ff9b::/96",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "100:0:0:1::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "2620:4f:8000::/48",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8");

    private final List<Allowed> allowed;

    /** An entry of the operator's list that can't be read. */
    public static final class Bad extends RuntimeException {
        @Serial private static final long serialVersionUID = 1;

        Bad(String entry) {
            super(
                    entry
                            + " should be a host, host:port, an address or a block such as 10.1.0.0/16");
        }
    }

    /** A URL that must not be asked; the message says why, and nothing of what is there. */
    public static final class Closed extends Exception {
        @Serial private static final long serialVersionUID = 1;

        Closed(String message) {
            super(message);
        }
    }

    /**
     * @param host a name as it is written in URLs; null where a block says it
     * @param port any when negative
     */
    private record Allowed(@Nullable String host, @Nullable Block block, int port) {
        boolean lets(String name, InetAddress address, int itsPort) {
            boolean there = block == null ? name.equals(host) : block.has(address);
            return there && (port < 0 || port == itsPort);
        }
    }

    /** The addresses of one length whose first bits are these. */
    private record Block(BigInteger first, int length, int shift) {
        static Block of(InetAddress address, int bits) {
            byte[] bytes = address.getAddress();
            int shift = bytes.length * Byte.SIZE - bits;
            return new Block(new BigInteger(1, bytes).shiftRight(shift), bytes.length, shift);
        }

        boolean has(InetAddress other) {
            byte[] bytes = other.getAddress();
            return bytes.length == length
                    && new BigInteger(1, bytes).shiftRight(shift).equals(first);
        }
    }

    /**
     * @param entries hosts, host:port, addresses and blocks of addresses that may be asked although
     *     they aren't public
     */
    public Reach(List<String> entries) {
        List<Allowed> list = new ArrayList<>();
        entries.forEach(entry -> list.add(allowed(entry)));
        allowed = List.copyOf(list);
    }

    private static Allowed allowed(String entry) {
        int slash = entry.indexOf('/');
        if (slash >= 0) {
            return new Allowed(null, block(entry), -1);
        }
        try {
            URI uri = new URI("http://" + entry.toLowerCase(Locale.ROOT));
            String host = uri.getHost();
            String said = host + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            // Whatever else stands there would be taken to mean something.
            boolean whole = said.equals(entry.toLowerCase(Locale.ROOT));
            if (host == null || !whole || uri.getPort() == 0 || uri.getPort() > PORT_MAX) {
                throw new Bad(entry);
            }
            Block block = literal(host);
            return new Allowed(block == null ? host : null, block, uri.getPort());
        } catch (URISyntaxException e) {
            throw new Bad(entry);
        }
    }

    /** One address; null when it is a name. */
    private static @Nullable Block literal(String host) {
        try {
            InetAddress address = InetAddress.ofLiteral(unbracketed(host));
            return Block.of(address, address.getAddress().length * Byte.SIZE);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static List<Block> blocks(String... texts) {
        return Arrays.stream(texts).map(Reach::block).toList();
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        try {
            // Only a literal: a name would be looked up.
            InetAddress address = InetAddress.ofLiteral(text.substring(0, slash));
            int bits = Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > address.getAddress().length * Byte.SIZE) {
                throw new Bad(text);
            }
            return Block.of(address, bits);
        } catch (IllegalArgumentException e) {
            throw new Bad(text);
        }
    }

    /** Whether a URL could be asked at all, whatever its name means. */
    public static URI parsed(String url) throws Closed {
        try {
            if (!BEGINNING.matcher(url).lookingAt()) {
                throw new Closed("the URL should begin with http:// or https://");
            }
            URI uri = new URI(url);
            if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw new Closed("the URL should name a host, and no user");
            }
            if (uri.getRawFragment() != null || uri.getPort() > PORT_MAX || uri.getPort() == 0) {
                throw new Closed("the URL should have a port from 1 to 65535, and no fragment");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new Closed("the URL is malformed");
        }
    }

    /** What is wrong with a URL, as far as it can be told without a look at what its name means. */
    public void seen(String url) throws Closed {
        URI uri = parsed(url);
        String host = host(uri);
        try {
            boolean own = host.equals("localhost") || host.endsWith(".localhost");
            check(uri, host, InetAddress.ofLiteral(own ? "127.0.0.1" : host));
        } catch (IllegalArgumentException e) {
            // A name: it is looked up when it is asked.
        }
    }

    /** The address that a URL's request may go to. All that its name means must be open. */
    InetAddress address(URI uri) throws Closed {
        String host = host(uri);
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            for (InetAddress address : addresses) {
                check(uri, host, address);
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw closed(uri);
        }
    }

    private void check(URI uri, String host, InetAddress address) throws Closed {
        boolean open = !isClosed(address);
        if (!open && allowed.stream().noneMatch(one -> one.lets(host, address, port(uri)))) {
            throw closed(uri);
        }
    }

    /** The same for both: else it would tell which names there are in the operator's network. */
    private static Closed closed(URI uri) {
        return new Closed(
                "the host is unknown or isn't public; an operator may allow the latter by"
                        + " GOLDSET_TARGETS_ALLOW="
                        + uri.getHost()
                        + ":"
                        + port(uri));
    }

    private static String host(URI uri) {
        return unbracketed(String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT));
    }

    static int port(URI uri) {
        boolean tls = String.valueOf(uri.getScheme()).equalsIgnoreCase("https");
        return uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    }

    /** An IPv4 address that is written as one of IPv6 was made an IPv4 one by the JDK. */
    private static boolean isClosed(InetAddress address) {
        return CLOSED.stream().anyMatch(block -> block.has(address));
    }

    /** As a URL has it. */
    static String literal(InetAddress address) {
        byte[] bytes = address.getAddress();
        try {
            // Made anew, for else the name and the zone would be in it.
            String text = InetAddress.getByAddress(bytes).getHostAddress();
            return address instanceof Inet6Address ? "[" + text + "]" : text;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
