import pytest


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path):
    """Every test begins without a ring of keys."""
    settings.DATA_FOLDER = tmp_path
    settings.VAULT_KEY_FILE = None
