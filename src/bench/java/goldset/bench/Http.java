package goldset.bench;

import java.util.UUID;

/** Heads of requests. */
final class Http {
    private Http() {}

    static String znyx(String path) {
        return "/v1/orgs/" + Node.ORG + path;
    }

    static byte[] samples(UUID dataset, int length) {
        return post(znyx("/datasets/" + dataset + "/samples"), length);
    }

    static byte[] samples(UUID dataset, int length, String idempotencyKey) {
        return head(
                "POST",
                znyx("/datasets/" + dataset + "/samples"),
                "Idempotency-Key: " + idempotencyKey + "\r\nContent-Length: " + length + "\r\n");
    }

    /** A whole request, head and body in one piece. */
    static byte[] whole(byte[] head, byte[] body) {
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    static byte[] post(String target, int length) {
        return head("POST", target, "Content-Length: " + length + "\r\n");
    }

    static byte[] csv(String target, long length) {
        return head("POST", target, "text/csv", "Content-Length: " + length + "\r\n");
    }

    static byte[] get(String target) {
        return head("GET", target, "");
    }

    private static byte[] head(String method, String target, String more) {
        return head(method, target, "application/json", more);
    }

    private static byte[] head(String method, String target, String type, String more) {
        return Sample.utf8(
                method
                        + ' '
                        + target
                        + " HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer "
                        + Node.KEY
                        + "\r\nContent-Type: "
                        + type
                        + "\r\n"
                        + more
                        + "\r\n");
    }
}
