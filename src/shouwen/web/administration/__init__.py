"""Pages for whoever looks after the system: units, staff, logins, calendars, health."""
