using System.Text.Json.Nodes;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>An error of a command, in the three shapes in which Exchange's admin REST was seen to answer.</summary>
internal sealed class ExchangeFault : Exception
{
    const string ServiceException = "Microsoft.Exchange.Admin.OData.Core.ODataServiceException";
    const string InvokeException = "Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException";

    readonly int status;
    readonly string code;
    readonly string summary;
    readonly string? detailCode;
    readonly string errorId;
    readonly string type;
    readonly bool executed;

    ExchangeFault(int status, string code, string summary, string? detailCode, string errorId, string type, string text, bool executed) : base(text) =>
        (this.status, this.code, this.summary, this.detailCode, this.errorId, this.type, this.executed) = (status, code, summary, detailCode, errorId, type, executed);

    /// <summary>The last part of the exception's class name, by which clients know an error.</summary>
    internal string ClassName => type[(type.LastIndexOf('.') + 1)..];

    internal bool IsNotFound => status == 404;

    /// <summary>404, seen for a missing object.</summary>
    internal static ExchangeFault NotFound(string identity, string errorId = "Ex6F9304") => new(404, "NotFound", "Error executing cmdlet", "Context", errorId,
        "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException", $"The operation couldn't be performed because object '{identity}' couldn't be found on '{DirectoryNames.Server}'.", true);

    /// <summary>Seen of commands that open a mailbox: the sentence and its id; the class is inferred.</summary>
    internal static ExchangeFault NoSuchMailbox(string identity) => new(404, "NotFound", "Error executing cmdlet", "Context", "Ex41BAF5",
        "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException", $"The specified mailbox \"{identity}\" doesn't exist.", true);

    internal static ExchangeFault Ambiguous(string identity) => Failed("Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException",
        $"The operation couldn't be performed because '{identity}' matches multiple entries.");

    internal static ExchangeFault AlreadyExists(string what, string name) => Failed("Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException",
        $"Active Directory operation failed on {DirectoryNames.Server}. The {what} '{name}' already exists.");

    /// <summary>A command that ran and failed. Which status goes with which exception was seen for missing objects only; 400 for the others is inferred.</summary>
    internal static ExchangeFault Failed(string type, string text, string errorId = "") => new(400, "BadRequest", "Error executing cmdlet", "Context", errorId, type, text, true);

    /// <summary>Parameters that fit no parameter set (seen).</summary>
    internal static ExchangeFault BadParameters(string text, string type = "Microsoft.Exchange.AdminApi.CommandInvocation.AmbiguousParameterSetException") =>
        new(400, "BadRequest", "Invalid Operation", "Client", "", type, text, false);

    /// <summary>A value that cannot become the parameter's type (seen): the reason stands in the inner error only.</summary>
    internal static ExchangeFault BadValue(string parameter, string value, string type, string why) =>
        new(400, "BadRequest", "Invalid Operation", null, "", "Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException",
            $"Cannot process argument transformation on parameter '{parameter}'. Cannot convert value \"{value}\" to type \"{type}\". Error: \"{why}\"", false);

    internal WireAnswer Answer()
    {
        var error = new JsonObject { ["code"] = code, ["message"] = summary };
        if (detailCode is not null)
            error["details"] = new JsonArray(new JsonObject { ["code"] = detailCode, ["target"] = "", ["message"] = $"{errorId}|{type}|{Message}" });
        error["innererror"] = new JsonObject
        {
            ["message"] = summary,
            ["type"] = ServiceException,
            ["stacktrace"] = "",
            ["internalexception"] = new JsonObject
            {
                ["message"] = executed ? $"Exception of type '{InvokeException}' was thrown." : Message,
                ["type"] = executed ? InvokeException : type,
                ["stacktrace"] = "",
            },
        };
        error["adminapi.warnings@odata.type"] = "#Collection(String)";
        error["@adminapi.warnings"] = new JsonArray();
        var answer = new WireAnswer(status, new JsonObject { ["error"] = error });
        if (executed) answer.Headers["x-ExceptionType"] = ClassName;
        return answer;
    }
}
