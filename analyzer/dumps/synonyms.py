"""What dumps call the things a comment has."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NOT_ALNUM = re.compile(r"[^a-z0-9]+")

#: Usual names per field, best first, as `plain_name` writes them: lower case, letters and digits only.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "id": (
        *("commentid", "cid", "idstr", "id", "uuid", "objectid", "commenthex", "utteranceid", "messageid", "msgid"),
        *("tweetid", "statusid", "replyid"),
    ),
    "parent_id": (
        *("parentid", "parentcommentid", "inreplytostatusidstr", "inreplytoidstr", "inreplytoid", "inreplytostatusid"),
        *("replytoid", "replytomessageid", "replytocommentid", "parent", "parentcomment", "pid", "parenthex"),
        *("replyto", "inreplyto", "isreplyto", "replytopostnumber", "replyid", "parentmessageid", "commentparent"),
        *("snippetparentid", "parentmsgid", "replytotweetid", "targetcommentid", "antwortauf"),
    ),
    "thread_id": (
        *("threadid", "thread", "linkid", "conversationid", "topicid", "storyid", "discussionid", "root", "rootid"),
        *("articleid", "submissionid", "videoid", "assetid", "awemeid", "noteid", "pageid", "postid", "threadts"),
    ),
    "author": (
        *(
            "authorname",
            "author",
            "userscreenname",
            "username",
            "user",
            "screenname",
            "displayname",
            "nickname",
            "speaker",
            "commenter",
        ),
        *("by", "from", "handle", "creator", "poster", "commentauthor", "sender", "sendername", "name", "nick"),
        *("userlogin", "authorlogin", "creatorname", "fromname", "ownerdisplayname"),
        *("authordisplayname", "authorusername", "useruserscreenname", "userusername", "owner"),
        *(
            "autor",
            "verfasser",
            "benutzername",
            "benutzer",
            "nutzer",
            "auteur",
            "utilisateur",
            "usuario",
            "utente",
            "naam",
        ),
        *("userinfonickname",),
    ),
    "author_id": (
        *("authorid", "useridstr", "userid", "authorfullname", "authorchannelid", "fromid", "commenterid", "creatorid"),
        *("speakerid", "commenterhex", "accountid", "senderid", "userinfouserid"),
    ),
    "version_at": (
        *("retrievedon", "retrievedutc", "retrievedat", "fetchedat", "crawledat", "scrapedat", "collectedat"),
        *("updatedat", "updated", "editedat", "lasteditedat", "edited", "modifiedat", "modified", "datemodified"),
    ),
    "created_at": (
        *(
            "createdat",
            "created",
            "createdutc",
            "timestamp",
            "time",
            "dategmt",
            "date",
            "datetime",
            "createdtime",
            "publishedat",
        ),
        *("published", "posted", "postedat", "postdate", "commentdategmt", "commentdate", "dateposted", "dateunixtime"),
        *("creationdate", "createtime", "createdon", "timestampms", "timeparsed", "ts"),
        *("datum", "zeit", "zeitpunkt", "fecha"),
    ),
    "text": (
        *(
            "text",
            "body",
            "comment",
            "content",
            "message",
            "commenttext",
            "commentbody",
            "textoriginal",
            "cooked",
            "raw",
        ),
        *("fulltext", "textdisplay", "messagetext", "bodytext", "commentcontent", "posttext", "utterance", "tweet"),
        *("markdown", "reply", "response", "msg", "selftext", "html", "bodyhtml", "contenthtml"),
        *(
            "contentrendered",
            "kommentar",
            "kommentartext",
            "nachricht",
            "beitrag",
            "inhalt",
            "commentaire",
            "comentario",
        ),
        *("commento", "reactie", "opmerking", "texto", "texte", "testo", "tekst"),
    ),
    "title": (
        *("threadtitle", "title", "articletitle", "storytitle", "posttitle", "linktitle", "videotitle", "pagetitle"),
        *("headline", "topictitle", "subject", "topic", "titel", "titre", "titulo", "titolo"),
    ),
    "target": ("target", "claim", "proposition"),  # a run's own `stance_target` is a verdict, no claim
    "url": ("threadurl", "articleurl", "posturl", "linkurl", "url", "permalink", "link"),
    "article": ("article", "articletext", "articlebody", "posttextfull"),
    "reply_to": (
        "replytoname",
        "replytouser",
        "replytoauthor",
        "inreplytoscreenname",
        "inreplytouser",
        "replytousername",
    ),
    "parent_source": ("parentsource",),
    "parent_probability": ("parentprobability",),
    "author_kind": ("authorkind",),
    "state": ("state", "commentstate", "notextreason"),
    "deleted": ("deleted", "isdeleted", "userdeleted", "geloescht", "gelscht"),
    "removed": ("removed", "isremoved", "isspam"),
    "deleted_at": ("deletedat", "deletedon"),
    "removed_at": ("removedat", "removedon"),
}


def plain_name(column: str) -> str:
    """Return a column's name as synonyms are written: `Parent ID`, `parentId` and `parent_id` are `parentid`."""
    return _NOT_ALNUM.sub("", column.lower())
