using System.Management.Automation;
using System.Text.Json;

namespace TeemCalendar.Fixtures;

/// <summary>What one of Exchange's commands gave: its objects as Exchange's module gives them, what is left of Exchange's types after they travelled.</summary>
public sealed class SessionReply
{
    /// <summary>The objects.</summary>
    public IList<PSObject> Rows { get; } = [];

    /// <summary>The warnings.</summary>
    public IList<string> Warnings { get; } = [];

    /// <summary>The error, or null.</summary>
    public ErrorRecord? Error { get; private set; }

    /// <summary>Takes one page; returns where the next is.</summary>
    internal string? Take(string command, HttpResponseMessage answer)
    {
        var text = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        JsonDocument json;
        try { json = JsonDocument.Parse(text); }
        catch (JsonException) { return Fail(command, "", $"{(int)answer.StatusCode}"); }
        using (json)
        {
            var root = json.RootElement;
            if (!answer.IsSuccessStatusCode)
            {
                var error = root.GetProperty("error");
                return error.TryGetProperty("details", out var details) && details.GetArrayLength() > 0
                    ? Fail(command, details[0].GetProperty("message").GetString()!.Split('|') is [_, var type, ..] ? type : "", details[0].GetProperty("message").GetString()!)
                    : error.TryGetProperty("innererror", out var inner) && inner.TryGetProperty("internalexception", out var cause)
                        ? Fail(command, cause.GetProperty("type").GetString()!, $"|{cause.GetProperty("type").GetString()}|{cause.GetProperty("message").GetString()}")
                        : Fail(command, "", error.GetProperty("message").GetString()!);
            }
            foreach (var row in root.GetProperty("value").EnumerateArray()) Rows.Add(Travelled.Read(command.Split('-')[1], row));
            if (root.TryGetProperty("@adminapi.warnings", out var warnings))
                foreach (var warning in warnings.EnumerateArray()) Warnings.Add(warning.GetString()!);
            return root.TryGetProperty("@odata.nextLink", out var next) ? next.GetString() : null;
        }
    }

    string? Fail(string command, string type, string message)
    {
        Error = new ErrorRecord(new InvalidOperationException(message), $"[Server=SANDBOX01,RequestId={Guid.NewGuid()},TimeStamp={DateTime.UtcNow:r}]", ErrorCategory.NotSpecified, null);
        Error.CategoryInfo.Activity = command;
        Error.CategoryInfo.Reason = type.Split('.')[^1];
        return null;
    }
}
