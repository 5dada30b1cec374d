"""The website: accounts, preferences, questions, children, leaving (register, parts A to P as far as in force)."""

from avow.services.service import Service

SERVICE = Service(
    id="site",
    points=frozenset(
        {
            "site.account", "site.profile", "site.question", "site.child_report", "site.staff", "site.session", "site.underage",
        }
    ),
    controls=frozenset(
        {
            "site.leaving_notice", "site.confirmed_address", "site.doubtful_address", "site.own_screens", "site.correction_call",
            "site.grace_period", "site.without_cookies", "site.signin_needs_cookie", "site.neutral_age_question", "site.child_deletion",
            "site.answered_questions",
        }
    ),
    tasks=frozenset({"mail.home", "mail.address", "mail.desk", "site.remind"}),
    jobs=frozenset({"reminders", "overdue cases"}),
    listeners=frozenset({"mail in"}),
    own_points=frozenset({"site.account", "site.profile"}),
)  # fmt: skip
