"""CI systems that are known by their files and not read."""

from __future__ import annotations

from engagelint.evidence.model import Unread
from engagelint.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from engagelint.evidence.model import Pipelines
    from engagelint.evidence.tree import Tree

_FILES: Final[dict[str, str]] = {
    ".travis.yml": "Travis CI",
    ".drone.yml": "Drone",
    ".drone.yaml": "Drone",
    ".drone.jsonnet": "Drone",
    ".drone.star": "Drone",
    "appveyor.yml": "AppVeyor",
    ".appveyor.yml": "AppVeyor",
    ".woodpecker": "Woodpecker",
    ".woodpecker.yml": "Woodpecker",
    ".woodpecker.yaml": "Woodpecker",
    ".tekton": "Tekton",
    ".buildkite": "Buildkite",
    ".teamcity": "TeamCity",
    ".semaphore": "Semaphore",
    "cloudbuild.yaml": "Google Cloud Build",
    "cloudbuild.yml": "Google Cloud Build",
    "buildspec.yml": "AWS CodeBuild",
    "buildspec.yaml": "AWS CodeBuild",
    ".cirrus.yml": "Cirrus CI",
    ".cirrus.star": "Cirrus CI",
    "bitrise.yml": "Bitrise",
    "codemagic.yaml": "Codemagic",
    "codefresh.yml": "Codefresh",
    "wercker.yml": "Wercker",
    ".harness": "Harness",
    ".zuul.yaml": "Zuul",
    "zuul.d": "Zuul",
    ".build.yml": "SourceHut",
    ".builds": "SourceHut",
    ".forgejo/workflows": "Forgejo Actions",
    ".gitea/workflows": "Gitea Actions",
    ".azure-pipelines": "Azure Pipelines in other files",
    ".azuredevops": "Azure Pipelines in other files",
    ".jenkins": "Jenkins in other files",
    ".pipelines": "Azure Pipelines in other files",
    "azure-pipelines": "Azure Pipelines in other files",
    "bamboo-specs": "Bamboo",
    ".screwdriver.yaml": "Screwdriver",
    "screwdriver.yaml": "Screwdriver",
    "ci_scripts": "Xcode Cloud",
}


#: Folders in which the files of CI systems lie whose place is a setting of the service, and what their names hold.
_PLACES: Final = (
    "",
    "build",
    "ci",
    ".ci",
    "cicd",
    "devops",
    "deploy",
    "jenkins",
    "pipelines",
    "azure",
    ".azure",
    ".gitlab",
)
_ELSEWHERE: Final = {
    "azure-pipeline": "Azure Pipelines",
    "azure_pipeline": "Azure Pipelines",
    "jenkinsfile": "Jenkins",
    "gitlab-ci": "GitLab CI",
}
#: What a file is that only has such a name.
_NO_PIPELINES: Final = (".md", ".txt", ".png", ".svg", ".sh", ".py")


def read(tree: Tree, pipelines: Pipelines) -> None:
    """Add which of them the repository has."""
    for relative, system in _FILES.items():
        if tree.has(relative):
            shown = tree.shown(relative)
            reason = f"{visible(shown)} belongs to a CI system that is not read ({system})"
            pipelines.unread.append(Unread(shown, None, reason))
    known = {*pipelines.files, *(one.file for one in pipelines.unread)}
    for folder in _PLACES:
        for name in tree.names(folder):
            service = _named_for(name.lower())
            if service and (shown := tree.shown(f"{folder}/{name}".lstrip("/"))) not in known:
                reason = f"{visible(shown)} has the name of a pipeline and is not read ({service})"
                pipelines.unread.append(Unread(shown, None, reason))
                break  # one of a folder says enough


def _named_for(name: str) -> str | None:
    """The CI system whose file a file of that name may be: where it lies is a setting of the service."""
    if name.endswith(_NO_PIPELINES):
        return None
    return next((system for part, system in _ELSEWHERE.items() if part in name), None)
