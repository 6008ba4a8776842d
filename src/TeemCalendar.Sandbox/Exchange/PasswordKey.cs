using System.Security.Cryptography;
using System.Text;

namespace TeemCalendar.Sandbox.Exchange;

/// <summary>Passwords in Exchange commands travel encrypted with a key that Exchange publishes to its clients.</summary>
internal static class PasswordKey
{
    internal static string PublicXml(SandboxTenant tenant)
    {
        using var key = Load(tenant);
        return key.ToXmlString(includePrivateParameters: false);
    }

    /// <summary>The password in a parameter. Encrypted with PKCS#1 v1.5 as the module does it (seen), or, as callers of the bare REST may, in clear (inferred).</summary>
    internal static string Decrypt(SandboxTenant tenant, string value)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length) || length != 256) return value;
        using var key = Load(tenant);
        try
        {
            return Encoding.UTF8.GetString(key.Decrypt(bytes.AsSpan(0, length), RSAEncryptionPadding.Pkcs1));
        }
        catch (CryptographicException)
        {
            return value;
        }
    }

    static RSA Load(SandboxTenant tenant)
    {
        // 2048 bits, as was seen.
        if (tenant.State.PasswordKey.Length == 0)
        {
            var made = RSA.Create(2048);
            tenant.State.PasswordKey = made.ExportPkcs8PrivateKey();
            return made;
        }
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(tenant.State.PasswordKey, out _);
        return key;
    }
}
