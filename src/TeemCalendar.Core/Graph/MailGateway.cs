using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.SendMail;

namespace TeemCalendar.Core.Graph;

/// <summary>Sends the summary, and nothing else.</summary>
internal sealed class MailGateway(GraphServiceClient graph)
{
    internal Task SendAsync(string from, IReadOnlyList<string> to, string subject, string html, CancellationToken cancel) => GraphCalls.RunAsync(from, "the Exchange role Application Mail.Send on that mailbox", async () =>
    {
        await graph.Users[from].SendMail.PostAsync(new SendMailPostRequestBody
        {
            Message = new Message
            {
                Subject = subject,
                Body = new ItemBody { ContentType = BodyType.Html, Content = html },
                ToRecipients = [.. to.Select(address => new Recipient { EmailAddress = new EmailAddress { Address = address } })],
            },
            SaveToSentItems = true,
        }, cancellationToken: cancel).ConfigureAwait(false);
        return true;
    });
}
