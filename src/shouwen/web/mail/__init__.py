"""Mail: the inbox of those who take matters in, and the mailboxes of administrators."""
