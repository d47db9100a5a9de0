"""What a merchant's Python does through Stripe's own SDK; prints what it saw as JSON."""

import json
import sys

import stripe

stripe.api_base, stripe.api_key = sys.argv[1:]
stripe.max_network_retries = 0

ORDER = {
    "mode": "payment",
    "success_url": "https://tea.example.hk/thanks",
    "client_reference_id": "1042",
    "metadata": {"table": "7"},
    "line_items": [
        {
            "price_data": {
                "currency": "hkd",
                "unit_amount": 12850,
                "product_data": {"name": "鐵觀音"},
            },
            "quantity": 2,
        }
    ],
}


def refusal(work):
    """The class, status, code and parameter of what is raised."""
    try:
        work()
    except stripe.error.StripeError as error:
        return [type(error).__name__, error.http_status, error.code, getattr(error, "param", None)]
    return None


created = stripe.checkout.Session.create(**ORDER, idempotency_key="order-1042")
again = stripe.checkout.Session.create(**ORDER, idempotency_key="order-1042")
retrieved = stripe.checkout.Session.retrieve(created.id, expand=["line_items"])
for number in range(5):
    stripe.WebhookEndpoint.create(
        url=f"https://tea.example.hk/hook/{number}", enabled_events=["checkout.session.completed"]
    )
paged = [hook.url for hook in stripe.WebhookEndpoint.list(limit=2).auto_paging_iter()]

json.dump(
    {
        "type": type(created).__name__,
        "replayed": again.id == created.id,
        "amount": retrieved.amount_total,
        "metadata": retrieved.metadata["table"],
        "item": retrieved.line_items.data[0].description,
        "paged": paged,
        "missing": refusal(lambda: stripe.checkout.Session.retrieve("cs_test_none")),
        "wrong": refusal(lambda: stripe.checkout.Session.create(**{**ORDER, "mode": "subscription"})),
        "otherwise": refusal(
            lambda: stripe.checkout.Session.create(
                **{**ORDER, "client_reference_id": "2"}, idempotency_key="order-1042"
            )
        ),
        "stranger": refusal(
            lambda: stripe.checkout.Session.retrieve(created.id, api_key="praya_sk_test_wrong")
        ),
    },
    sys.stdout,
)
