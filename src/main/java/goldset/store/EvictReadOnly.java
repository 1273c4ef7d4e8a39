package goldset.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** A primary that became a standby keeps its sessions, and the pool would keep them too. */
public final class EvictReadOnly implements SQLExceptionOverride {

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException e) {
        return "25006".equals(e.getSQLState())
                ? SQLExceptionOverride.Override.MUST_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
