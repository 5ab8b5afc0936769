"""What granian calls in each of its worker processes."""

import os

from django.core.wsgi import get_wsgi_application

from shouwen.project import own_packs, parentage
from shouwen.project.settling import settling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwen.project.settings")
# A worker whose server was killed with -9 would keep the port and its database connections.
parentage.end_with_parent()
own_packs.put_on_shelf()

application = settling(get_wsgi_application())
