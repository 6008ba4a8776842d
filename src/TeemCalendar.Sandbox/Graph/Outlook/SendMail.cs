using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Graph.Schema;
using TeemCalendar.Sandbox.State;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Graph.Outlook;

/// <summary>sendMail: a message is checked, accepted and kept where tests can read it.</summary>
internal static class SendMail
{
    internal static WireAnswer Send(GraphCall call, Mailbox mailbox)
    {
        var body = BodyReader.ReadAction(call.Request, "RequestBodyRead", ("Message", new('.', "message", false)), ("SaveToSentItems", new('o', null, false)));
        if (body["Message"] is not JsonObject message) throw GraphRefusal.InvalidRequest("The parameter 'Message' is required.");
        var to = new[] { "toRecipients", "ccRecipients", "bccRecipients" }.SelectMany(name => message[name] as JsonArray ?? []).Select(r => r?["emailAddress"]?["address"].Text() ?? "").ToList();
        // Both sentences were seen.
        if (to.Count == 0) throw new GraphRefusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid., A message can't be sent because it contains no recipients.");
        if (to.Exists(a => a.IndexOf('@', StringComparison.Ordinal) is var at && (at < 1 || at == a.Length - 1 || a.Contains(' ', StringComparison.Ordinal))))
            throw new GraphRefusal(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
        if (message["from"]?["emailAddress"]?["address"].Text() is { } from && Meetings.FindMailbox(call.Tenant, from)?.OwnerId != mailbox.OwnerId)
            throw new GraphRefusal(403, "ErrorSendAsDenied", "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.");
        var content = message["body"] as JsonObject;
        call.State.SentMail.Add(new()
        {
            SenderId = mailbox.OwnerId, To = to, Subject = message["subject"].Text() ?? "", ContentType = content?["contentType"].Text() is "html" ? "HTML" : "Text", Body = content?["content"].Text() ?? "",
            Saved = body["SaveToSentItems"]?.ToString() is not "false", Sent = call.Tenant.Now,
        });
        call.Tenant.Counters.CountMail();
        return GraphCall.Accepted();
    }
}
