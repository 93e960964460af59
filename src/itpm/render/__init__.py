"""Results as pages and pictures: text now; nothing here computes anything."""

from itpm.render.gantt import gantt_text
from itpm.render.status import status_text

__all__ = ["gantt_text", "status_text"]
