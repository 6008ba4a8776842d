using System.Net;
using System.Text;
using TeemCalendar.Sandbox.Wire;

namespace TeemCalendar.Sandbox.SignIn;

/// <summary>The page at which a person enters a device code. The address is Entra's; the form is the sandbox's own, so that any HTTP client can play the person.</summary>
internal static class DeviceLoginPage
{
    internal static WireAnswer Form() => Page(200,
        """
        <form method="post">
        <label>Code <input name="user_code"></label>
        <label>User name <input name="username"></label>
        <label>Password <input name="password" type="password"></label>
        <button name="answer" value="accept">Accept</button> <button name="answer" value="decline">Decline</button>
        </form>
        """);

    internal static WireAnswer Submit(SandboxTenant tenant, WireRequest request)
    {
        var form = WireForm.Parse(request.Body);
        var code = form.GetValueOrDefault("user_code", "");
        try
        {
            var user = PersonSignIn.Check(tenant, form.GetValueOrDefault("username", ""), form.GetValueOrDefault("password", ""));
            var known = form.GetValueOrDefault("answer") == "decline" ? tenant.DeviceCodes.Decline(code) : tenant.DeviceCodes.Approve(code, user);
            return known ? Page(200, "<p>Done. You may close this window.</p>") : Page(400, "<p>That code is not known, or it has expired.</p>");
        }
        catch (SignInError error)
        {
            return Page(400, $"<p>{WebUtility.HtmlEncode($"AADSTS{error.Number}: {error.Message}")}</p>");
        }
    }

    static WireAnswer Page(int status, string body)
    {
        var answer = new WireAnswer(status, Bytes: Encoding.UTF8.GetBytes($"<!doctype html><meta charset=\"utf-8\"><title>Sandbox sign-in</title>{body}"));
        answer.Headers["Content-Type"] = "text/html; charset=utf-8";
        return answer;
    }
}
