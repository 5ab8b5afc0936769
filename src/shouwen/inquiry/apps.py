from django.apps import AppConfig


class InquiryConfig(AppConfig):
    name = "shouwen.inquiry"
    verbose_name = "调查"
